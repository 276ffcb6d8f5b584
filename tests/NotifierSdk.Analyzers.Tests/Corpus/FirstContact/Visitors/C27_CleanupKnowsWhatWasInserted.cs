// Correct: the cleanup removes a mirror only if its insert succeeded, as a flag or TryRemove says.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class BarMirror(Func<ulong, ulong> map) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("bar");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _map = [];

    [Fault(Collect = nameof(Look), Commit = nameof(Enter))]
    public partial FaultStatus Map(AddressRange page);

    private ulong Look(AddressRange page) => map(page.Start);

    private void Enter(AddressRange page, ulong bus) => _map[page.Start] = bus;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _map.Keys.Where(page => range.Contains(page)).ToArray())
            _map.Remove(page);
    }
}

public sealed class PciFunction : IDisposable
{
    private readonly AddressSpace _space;
    private readonly BarMirror _config;
    private BarMirror? _memory;

    public PciFunction(AddressSpace space, AddressRange config, Func<ulong, ulong> map)
    {
        _space = space;
        _config = new BarMirror(map);
        space.Insert(_config, config);
    }

    public FaultStatus Enable(AddressRange bar, Func<ulong, ulong> map)
    {
        if (_memory is not null)
            return FaultStatus.Completed;

        var mirror = new BarMirror(map);
        var inserted = false;
        var status = FaultStatus.Unavailable;
        try
        {
            _space.Insert(mirror, bar);
            inserted = true;
            status = mirror.Map(AddressRange.FromLength(bar.Start, 4096));
        }
        finally
        {
            if (inserted && status != FaultStatus.Completed)
                mirror.Remove();
        }

        if (status == FaultStatus.Completed)
            _memory = mirror;
        return status;
    }

    public void Dispose()
    {
        _config.TryRemove();
        if (_memory is { } memory)
        {
            _memory = null;
            if (memory.IsInserted)
                memory.Remove();
        }
    }
}
