// Breaks: NSDK5001
// Bug: the cleanup removes the mirror although the insert itself may be what has thrown.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class DmaBufMirror(Func<ulong, ulong> attach) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("dma-buf");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _sg = [];

    [Fault(Collect = nameof(Attach), Commit = nameof(Enter))]
    public partial FaultStatus Map(AddressRange page);

    private ulong Attach(AddressRange page) => attach(page.Start);

    private void Enter(AddressRange page, ulong bus) => _sg[page.Start] = bus;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _sg.Keys.Where(page => range.Contains(page)).ToArray())
            _sg.Remove(page);
    }
}

public sealed class DmaBufImporter
{
    private readonly AddressSpace _space;
    private readonly Func<ulong, ulong> _attach;
    private readonly Action<string> _log;
    private readonly List<DmaBufMirror> _mirrors = [];

    public DmaBufImporter(AddressSpace space, Func<ulong, ulong> attach, Action<string> log)
    {
        _space = space;
        _attach = attach;
        _log = log;
    }

    public bool TryImport(AddressRange buffer)
    {
        var mirror = new DmaBufMirror(_attach);
        try
        {
            _space.Insert(mirror, buffer);
            Warm(mirror, buffer);
        }
        catch (Exception error) when (error is InvalidOperationException or FaultException or ArgumentException)
        {
            _log($"import of {buffer} failed: {error.Message}");
            mirror.Remove();
            return false;
        }

        lock (_mirrors)
            _mirrors.Add(mirror);
        return true;
    }

    public void Close()
    {
        DmaBufMirror[] all;
        lock (_mirrors)
        {
            all = _mirrors.ToArray();
            _mirrors.Clear();
        }

        foreach (var mirror in all)
            mirror.Remove();
    }

    private static void Warm(DmaBufMirror mirror, AddressRange buffer)
    {
        foreach (var page in buffer.Pages(4096))
        {
            var status = mirror.Map(AddressRange.FromLength(page * 4096, 4096));
            if (status is not (FaultStatus.Completed or FaultStatus.Collided))
                throw new FaultException(status);
        }
    }
}
