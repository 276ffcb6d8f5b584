using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The same operations as <see cref="SpaceWorkload"/>, by the kernel's algorithm.</summary>
internal sealed class ReferenceSpaceWorkload
{
    private readonly Population _population;
    private readonly KernelSpace _space = new();
    private readonly Driver[] _drivers;

    internal ReferenceSpaceWorkload(Population population)
    {
        _population = population;
        _drivers = new Driver[population.Count];
        foreach (var number in population.Order)
        {
            _drivers[number] = new Driver(Population.RangeAt(number));
            _space.Insert(_drivers[number]);
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

    internal void InvalidateShare(int thread, int threads, int operations)
    {
        var ranges = _population.Share(thread, threads);
        Invalidate(ranges, operations);
    }

    internal void InvalidateOne(int operations)
    {
        var range = Population.RangeAt(0);
        for (var i = 0; i < operations; i++)
            Invalidate(range);
    }

    internal void Faults(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
            _drivers[picks[i & (picks.Length - 1)]].Fault(_space);
    }

    internal void ReadBegins(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
            _space.ReadBegin(_drivers[picks[i & (picks.Length - 1)]]);
    }

    internal void Churn(int operations)
    {
        var picks = _population.Picks;
        for (var i = 0; i < operations; i++)
        {
            var driver = _drivers[picks[i & (picks.Length - 1)]];
            _space.Remove(driver);
            _space.Insert(driver);
        }
    }

    private void Invalidate(AddressRange[] ranges, int operations)
    {
        for (var i = 0; i < operations; i++)
            Invalidate(ranges[i & (ranges.Length - 1)]);
    }

    private void Invalidate(AddressRange range)
    {
        _space.Begin(range);
        _space.End();
    }

    private sealed class Driver(AddressRange range) : KernelNotifier(range)
    {
        private readonly SpinningLock _lock = new();

        internal bool Fault(KernelSpace space)
        {
            var sequence = space.ReadBegin(this);
            _lock.Enter();
            var hasCollided = ReadRetry(sequence);
            _lock.Exit();
            return !hasCollided;
        }

        internal override bool OnInvalidate(AddressRange range, ulong sequence)
        {
            _lock.Enter();
            Volatile.Write(ref Sequence, sequence);
            _lock.Exit();
            return true;
        }
    }
}
