using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>An address space with a population of notifiers, through its public members.</summary>
internal sealed class SpaceWorkload
{
    private readonly Population _population;
    private readonly AddressSpace _space = new();
    private readonly Driver[] _drivers;

    internal SpaceWorkload(Population population)
    {
        _population = population;
        _drivers = new Driver[population.Count];
        foreach (var number in population.Order)
        {
            _drivers[number] = new Driver();
            _space.Insert(_drivers[number], Population.RangeAt(number));
        }
    }

    internal void InvalidateOutside(int operations)
    {
        var range = _population.Outside;
        for (var i = 0; i < operations; i++)
            Invalidate(range);
    }

    internal void InvalidateGaps(int operations) => Invalidate(_population.InGaps, operations);

    internal void InvalidateRanges(int operations) => Invalidate(_population.InRanges, operations);

    /// <summary>Invalidations that each reach one range, of those that are this thread's own.</summary>
    internal void InvalidateShare(int thread, int threads, int operations)
    {
        var ranges = _population.Share(thread, threads);
        Invalidate(ranges, operations);
    }

    /// <summary>Invalidations that all reach the same range.</summary>
    internal void InvalidateOne(int operations)
    {
        var range = Population.RangeAt(0);
        for (var i = 0; i < operations; i++)
            Invalidate(range);
    }

    /// <summary>Read begin, lock, retry, unlock.</summary>
    internal void Faults(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
            _drivers[picks[i & (picks.Length - 1)]].Fault();
    }

    internal void ReadBegins(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
            _drivers[picks[i & (picks.Length - 1)]].ReadBegin();
    }

    /// <summary>Removes a notifier and inserts it again.</summary>
    internal void Churn(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
        {
            var number = picks[i & (picks.Length - 1)];
            _drivers[number].Remove();
            _space.Insert(_drivers[number], Population.RangeAt(number));
        }
    }

    /// <summary>A notifier more behind each of many ranges; the allocated bytes of one insert.</summary>
    internal double BytesPerInsert(int inserts)
    {
        var drivers = new Driver[inserts];
        for (var i = 0; i < inserts; i++)
            drivers[i] = new Driver();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < inserts; i++)
            _space.Insert(drivers[i], _population.InGaps[i]);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        foreach (var driver in drivers)
            driver.Remove();
        return (double)bytes / inserts;
    }

    /// <summary>The allocated bytes of one removal and insert.</summary>
    internal double BytesPerChurn(int operations)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        Churn(operations);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / operations;
    }

    private void Invalidate(AddressRange[] ranges, int operations)
    {
        for (var i = 0; i < operations; i++)
            Invalidate(ranges[i & (ranges.Length - 1)]);
    }

    private void Invalidate(AddressRange range)
    {
        using (_space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
        }
    }

    /// <summary>A driver whose lock costs next to nothing and whose shadow is empty: what is left is the engine.</summary>
    private sealed class Driver : IntervalNotifier
    {
        private readonly SpinningLock _lock = new();

        internal bool Fault()
        {
            var token = ReadBegin();
            _lock.Enter();
            var hasCollided = ReadRetry(token);
            _lock.Exit();
            return !hasCollided;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            _lock.Enter();
            SetSeq(invalidation.Sequence);
            _lock.Exit();
            return true;
        }
    }
}
