// Breaks: NSDK3012
// Bug: the last page of a range is left mapped
public sealed class Gart : IntervalNotifier
{
    private const int Shift = 12;
    private readonly DriverLock _lock = new("gart");
    private readonly Dictionary<ulong, ulong> _entries = new();

    public bool Bind(ulong page, ulong pfn)
    {
        var token = ReadBegin();
        using var _ = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _entries[page >> Shift] = pfn;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var _ = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        var first = invalidation.Overlap.Start >> Shift;
        var last = invalidation.Overlap.Last >> Shift;
        for (var index = first; index < last; index++)
            _entries.Remove(index);
        return true;
    }
}
