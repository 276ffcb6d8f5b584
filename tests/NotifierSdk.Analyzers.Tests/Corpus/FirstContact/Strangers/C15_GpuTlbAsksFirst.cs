// Correct: The callback polls the GPU's fence if the invalidation is not blockable, and refuses before it has dropped anything if the GPU is busy; it waits only if it may.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public interface IGpu
{
    bool IsIdle { get; }

    void WaitIdle(TimeSpan limit);

    void FlushTlb(ulong first, ulong last);
}

public sealed partial class PoliteVm(IGpu gpu, Func<ulong, ulong?> lookup) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _vm = new("vm");
    [GuardedBy(nameof(_vm))] private readonly SortedDictionary<ulong, ulong> _pte = [];
    private int _refusals;

    public int Refusals => Volatile.Read(ref _refusals);

    [Fault(Collect = nameof(Find), Commit = nameof(Bind))]
    public partial FaultStatus Fault(AddressRange page);

    private bool Find(AddressRange page, out ulong frame)
    {
        var found = lookup(page.Start >> 12);
        frame = found.GetValueOrDefault();
        return found is not null;
    }

    private void Bind(AddressRange page, ulong frame) => _pte[page.Start >> 12] = frame;

    [Invalidate]
    private bool Unbind(in Invalidation change)
    {
        if (!Quiesce(change.IsBlockable))
        {
            Interlocked.Increment(ref _refusals);
            return false;
        }

        foreach (var page in change.Overlap.Pages(4096))
            _pte.Remove(page);
        gpu.FlushTlb(change.Overlap.Start >> 12, change.Overlap.Last >> 12);
        return true;
    }

    private bool Quiesce(bool mayWait)
    {
        if (gpu.IsIdle)
            return true;
        if (!mayWait)
            return false;
        gpu.WaitIdle(Timeout.InfiniteTimeSpan);
        return true;
    }
}
