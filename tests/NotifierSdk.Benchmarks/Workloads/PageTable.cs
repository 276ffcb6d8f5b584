namespace NotifierSdk.Benchmarks.Workloads;

/// <summary>The shadow of one region: the version of each page that is mapped. Guarded by the region's lock.</summary>
internal sealed class PageTable(AddressRange range, int pages)
{
    private readonly long[] _versions = new long[pages];

    internal bool IsMapped(int page) => _versions[page] != 0;

    internal long this[int page] => _versions[page];

    internal void Map(int page, long version) => _versions[page] = version;

    internal void Clear(AddressRange cleared)
    {
        if (range.Intersect(cleared) is not { } part)
            return;
        for (var page = (part.Start - range.Start) / Population.Page; page <= (part.Last - range.Start) / Population.Page; page++)
            _versions[page] = 0;
    }
}
