// Breaks: NSDK3007
// Bug: the constructor inserts the notifier first and stores the listener afterwards, although a change in between calls the callback, which uses the listener.
using System;
using System.Collections.Generic;
using NotifierSdk;

public interface IWatchListener
{
    void Disarmed(ulong address);
}

/// <summary>Hardware watchpoints that are programmed with physical addresses.</summary>
public sealed partial class WatchpointSet : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("watchpoints");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _armed = [];
    private readonly Func<ulong, ulong?> _physical;
    private readonly IWatchListener _listener;

    public WatchpointSet(AddressSpace debuggee, AddressRange watched, Func<ulong, ulong?> physical, IWatchListener listener)
    {
        _physical = physical;
        debuggee.Insert(this, watched);
        _listener = listener;
    }

    [Fault(Collect = nameof(TryResolve), Commit = nameof(Program), MaxAttempts = 10)]
    public partial FaultStatus Arm(AddressRange watched);

    public bool Hit(ulong address, Action<ulong> report)
    {
        using (_lock.EnterScope())
        {
            if (!_armed.TryGetValue(address, out var physical))
                return false;
            report(physical);
            return true;
        }
    }

    private bool TryResolve(AddressRange watched, out ulong physical)
    {
        var found = _physical(watched.Start);
        physical = found.GetValueOrDefault();
        return found.HasValue;
    }

    private void Program(AddressRange watched, ulong physical) => _armed[watched.Start] = physical;

    [Invalidate]
    private void Disarm(AddressRange range)
    {
        // A watchpoint is at most eight bytes long and never crosses a multiple of eight.
        var from = range.Start & ~7UL;
        var gone = new List<ulong>();
        foreach (var address in _armed.Keys)
        {
            if (address > range.Last)
                break;
            if (address >= from)
                gone.Add(address);
        }

        _listener.Disarmed(range.Start);
        foreach (var address in gone)
            _armed.Remove(address);
    }

    public void Dispose() => TryRemove();
}
