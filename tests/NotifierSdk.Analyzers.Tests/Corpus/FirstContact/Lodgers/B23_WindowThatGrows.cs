// Breaks: NSDK5007
// Bug: Grow removes the former mirror and then inserts its successor, which takes over the entries; a change between the two reaches neither.
using System;
using System.Collections.Generic;
using NotifierSdk;

/// <summary>A window onto guest memory that a display adapter scans out of.</summary>
public sealed class ScanoutWindow : IDisposable
{
    private readonly AddressSpace _guest;
    private readonly Func<ulong, ulong> _hostAddress;
    private readonly object _resize = new();
    private ScanoutMirror _mirror;

    public ScanoutWindow(AddressSpace guest, AddressRange framebuffer, Func<ulong, ulong> hostAddress)
    {
        _guest = guest;
        _hostAddress = hostAddress;
        _mirror = new ScanoutMirror(new DriverLock("scanout"), [], hostAddress);
        guest.Insert(_mirror, framebuffer);
    }

    public bool Present(ulong address, Action<ulong> scan)
    {
        ScanoutMirror mirror;
        lock (_resize)
            mirror = _mirror;
        if (mirror.TryScan(address, scan))
            return true;
        var page = AddressRange.FromLength(address / ScanoutMirror.PageSize * ScanoutMirror.PageSize, ScanoutMirror.PageSize);
        return mirror.Fault(page) == FaultStatus.Completed && mirror.TryScan(address, scan);
    }

    public void Grow(AddressRange framebuffer)
    {
        lock (_resize)
        {
            var former = _mirror;
            var larger = new ScanoutMirror(former.Gate, former.Lines, _hostAddress);
            former.RemoveLater();
            _guest.Insert(larger, framebuffer);
            _mirror = larger;
        }
    }

    public void Dispose()
    {
        ScanoutMirror mirror;
        lock (_resize)
            mirror = _mirror;
        mirror.TryRemove();
    }
}

public sealed partial class ScanoutMirror : IntervalNotifier
{
    public const ulong PageSize = 4096;

    [DriverLock] internal readonly DriverLock Gate;
    internal readonly Dictionary<ulong, ulong> Lines;
    private readonly Func<ulong, ulong> _hostAddress;

    internal ScanoutMirror(DriverLock gate, Dictionary<ulong, ulong> lines, Func<ulong, ulong> hostAddress)
    {
        Gate = gate;
        Lines = lines;
        _hostAddress = hostAddress;
    }

    [Fault(Collect = nameof(Look), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryScan(ulong address, Action<ulong> scan)
    {
        using (Gate.EnterScope())
        {
            if (!Lines.TryGetValue(address / PageSize, out var host))
                return false;
            scan(host);
            return true;
        }
    }

    private ulong Look(AddressRange page) => _hostAddress(page.Start);

    private void Enter(AddressRange page, ulong host) => Lines[page.Start / PageSize] = host;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            Lines.Remove(page);
    }
}
