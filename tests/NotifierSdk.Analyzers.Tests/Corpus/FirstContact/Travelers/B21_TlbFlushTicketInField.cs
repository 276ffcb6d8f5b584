// Breaks: NSDK3008
// Bug: The start half keeps the ticket of its flush in a field, and the finish half waits for whatever ticket is there; two invalidations at once overwrite each other's.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public interface ICommandQueue
{
    ulong Push(AddressRange flush);

    void Await(ulong ticket);
}

/// <summary>Address translation service of a PCIe device.</summary>
public sealed partial class AtsCache : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("ats");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _atc = new();
    private readonly ICommandQueue _queue;
    private readonly Func<ulong, ulong> _walk;
    private ulong _ticket;

    public AtsCache(ICommandQueue queue, Func<ulong, ulong> walk)
    {
        _queue = queue;
        _walk = walk;
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill))]
    public partial FaultStatus Translate(AddressRange page);

    public bool Access(ulong address, Action<ulong> request)
    {
        using (_lock.EnterScope())
        {
            if (!_atc.TryGetValue(address >> 12, out var frame))
                return false;
            request(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [InvalidateStart]
    private bool Begin(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the other half waits for the device

        var range = invalidation.Overlap;
        foreach (var page in _atc.Keys.Where(page => page >= range.Start >> 12 && page <= range.Last >> 12).ToArray())
            _atc.Remove(page);
        _ticket = _queue.Push(range);
        return true;
    }

    [InvalidateFinish]
    private void End() => _queue.Await(_ticket);

    private ulong Walk(AddressRange page) => _walk(page.Start);

    private void Fill(AddressRange page, ulong frame) => _atc[page.Start >> 12] = frame;
}
