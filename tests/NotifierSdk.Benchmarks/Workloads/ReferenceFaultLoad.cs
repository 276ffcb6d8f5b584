using NotifierSdk.Benchmarks.Reference;

namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The fault load by the kernel's algorithm.</summary>
internal sealed class ReferenceFaultLoad : FaultLoad
{
    private readonly KernelSpace _space = new();
    private readonly Region[] _regions = new Region[Regions];

    internal ReferenceFaultLoad()
    {
        for (var i = 0; i < Regions; i++)
        {
            _regions[i] = new Region(RangeOf(i));
            _space.Insert(_regions[i]);
        }
    }

    protected override void Change(int page)
    {
        _space.Begin(RangeOfPage(page));
        Move(page);
        _space.End();
    }

    protected override void Access(int region, int page)
    {
        while (!_regions[region].TryAccess(this, region, page))
        {
        }
    }

    protected override long MappedVersion(int region, int page) => _regions[region].Table[page];

    private sealed class Region(AddressRange range) : KernelNotifier(range)
    {
        private readonly SpinningLock _lock = new();

        internal PageTable Table { get; } = new(range, PagesPerRegion);

        internal bool TryAccess(ReferenceFaultLoad load, int region, int page)
        {
            _lock.Enter();
            var isMapped = Table.IsMapped(page);
            _lock.Exit();
            if (isMapped)
                return true;

            var sequence = load._space.ReadBegin(this);
            var version = load.Collect(region, page);
            _lock.Enter();
            var isCommitted = !ReadRetry(sequence);
            if (isCommitted)
                Table.Map(page, version);
            _lock.Exit();
            return isCommitted;
        }

        internal override bool OnInvalidate(AddressRange range, ulong sequence)
        {
            _lock.Enter();
            Volatile.Write(ref Sequence, sequence);
            Table.Clear(range);
            _lock.Exit();
            return true;
        }
    }
}
