namespace Reduced.N02; // MISS NSDK2007: an enumerator by hand

public sealed class Gather : IntervalNotifier
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, ulong> _sg = new();
    public bool Map(AddressRange buffer, Func<ulong, ulong> translate)
    {
        var entries = new List<(ulong, ulong)>();
        ReadToken token = default;
        using var pages = buffer.Pages(4096).GetEnumerator();
        while (pages.MoveNext())
        {
            token = ReadBegin(buffer);
            entries.Add((pages.Current, translate(pages.Current)));
        }
        lock (_gate)
        {
            if (ReadRetry(token)) return false;
            foreach (var (va, pa) in entries) _sg[va] = pa;
        }
        return true;
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_gate)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in _sg.Keys.ToArray())
                if (invalidation.Range.Contains(page)) _sg.Remove(page);
        }
        return true;
    }
}
