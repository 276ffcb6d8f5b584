namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>On-demand paging in small: a device faults pages of its regions in while the host takes them away again.</summary>
/// <remarks>
/// One operation in eight moves a random page of the host to a new version, the others access a random page through its region and fault it in
/// where it is not mapped. Threads do both.
/// </remarks>
internal abstract class FaultLoad
{
    protected const int Regions = 64, PagesPerRegion = 16;

    private const int OneChangeIn = 8;

    /// <summary>The host's mapping: for each page a version that is never 0.</summary>
    private readonly long[] _versions = new long[Regions * PagesPerRegion];

    protected FaultLoad() => Array.Fill(_versions, 1);

    internal void Run(int thread, int operations)
    {
        var random = new Random(thread + operations);
        for (var i = 0; i < operations; i++)
        {
            var page = random.Next(Regions * PagesPerRegion);
            if (random.Next(OneChangeIn) == 0)
                Change(page);
            else
                Access(page / PagesPerRegion, page % PagesPerRegion);
        }
    }

    /// <summary>Nothing runs: whatever a region maps must be what the host has.</summary>
    internal void Check()
    {
        for (var page = 0; page < _versions.Length; page++)
        {
            var mapped = MappedVersion(page / PagesPerRegion, page % PagesPerRegion);
            if (mapped != 0 && mapped != _versions[page])
                throw new InvalidOperationException($"{GetType().Name}: page {page} is mapped at version {mapped}, and the host is at {_versions[page]}.");
        }
    }

    protected static AddressRange RangeOf(int region) =>
        AddressRange.FromLength((ulong)(region * PagesPerRegion) * Population.Page, PagesPerRegion * Population.Page);

    protected static AddressRange RangeOfPage(int page) => AddressRange.FromLength((ulong)page * Population.Page, Population.Page);

    protected long Collect(int region, int page) => Volatile.Read(ref _versions[(region * PagesPerRegion) + page]);

    protected void Move(int page) => Interlocked.Increment(ref _versions[page]);

    /// <summary>Announces the change of one page, moves it, and says that it moved.</summary>
    protected abstract void Change(int page);

    /// <summary>The device touches a page: faults it in unless it is mapped.</summary>
    protected abstract void Access(int region, int page);

    /// <summary>The version that the region maps; 0 if it does not.</summary>
    protected abstract long MappedVersion(int region, int page);
}
