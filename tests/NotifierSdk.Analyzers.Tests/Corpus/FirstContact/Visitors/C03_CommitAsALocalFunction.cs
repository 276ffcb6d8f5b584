// Correct: a local function checks the token and commits, and it is called only under the lock.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class OdpMemoryRegion : IntervalNotifier
{
    private readonly object _umem = new();
    private readonly SortedDictionary<ulong, ulong> _mtt = new();
    private readonly Func<AddressRange, ulong[]> _getUserPages;
    private long _faults, _retries;

    public OdpMemoryRegion(Func<AddressRange, ulong[]> getUserPages) => _getUserPages = getUserPages;

    public string Counters => $"{Interlocked.Read(ref _faults)} faults, {Interlocked.Read(ref _retries)} retries";

    public FaultStatus PageFault(AddressRange pages, TimeSpan limit)
    {
        Interlocked.Increment(ref _faults);
        var deadline = DateTime.UtcNow + limit;
        do
        {
            var left = deadline - DateTime.UtcNow;
            var status = TryReadBegin(pages, left > TimeSpan.Zero ? left : TimeSpan.Zero, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var frames = _getUserPages(pages);
            bool TryCommit()
            {
                if (ReadRetry(token))
                    return false;
                for (var i = 0; i < frames.Length; i++)
                    _mtt[pages.Start + (ulong)i * 4096] = frames[i];
                return true;
            }

            lock (_umem)
            {
                if (TryCommit())
                    return FaultStatus.Completed;
            }

            Interlocked.Increment(ref _retries);
        }
        while (DateTime.UtcNow < deadline);

        return FaultStatus.TimedOut;
    }

    public ulong this[ulong page]
    {
        get
        {
            lock (_umem)
                return _mtt.TryGetValue(page, out var frame) ? frame : 0;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var held = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(_umem, ref held);
            else
                Monitor.TryEnter(_umem, ref held);
            if (!held)
                return false;
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _mtt.Keys.Where(page => overlap.Contains(page)).ToArray())
                _mtt.Remove(page);
            return true;
        }
        finally
        {
            if (held)
                Monitor.Exit(_umem);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_umem)
        {
        }
    }
}
