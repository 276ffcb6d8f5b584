using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The fault load on an address space.</summary>
internal sealed class SpaceFaultLoad : FaultLoad
{
    private readonly AddressSpace _space = new();
    private readonly Region[] _regions = new Region[Regions];

    internal SpaceFaultLoad()
    {
        for (var i = 0; i < Regions; i++)
        {
            _regions[i] = new Region(RangeOf(i));
            _space.Insert(_regions[i], RangeOf(i));
        }
    }

    protected override void Change(int page)
    {
        using (_space.BeginInvalidate(RangeOfPage(page), InvalidationEvent.Unmap))
            Move(page);
    }

    protected override void Access(int region, int page)
    {
        while (!_regions[region].TryAccess(this, region, page))
        {
        }
    }

    protected override long MappedVersion(int region, int page) => _regions[region].Table[page];

    private sealed class Region(AddressRange range) : IntervalNotifier
    {
        private readonly SpinningLock _lock = new();

        internal PageTable Table { get; } = new(range, PagesPerRegion);

        internal bool TryAccess(SpaceFaultLoad load, int region, int page)
        {
            _lock.Enter();
            var isMapped = Table.IsMapped(page);
            _lock.Exit();
            if (isMapped)
                return true;

            var token = ReadBegin();
            var version = load.Collect(region, page);
            _lock.Enter();
            var isCommitted = !ReadRetry(token);
            if (isCommitted)
                Table.Map(page, version);
            _lock.Exit();
            return isCommitted;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            _lock.Enter();
            SetSeq(invalidation.Sequence);
            Table.Clear(invalidation.Range);
            _lock.Exit();
            return true;
        }
    }
}
