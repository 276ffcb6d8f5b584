// Breaks: NSDK3005
// Bug: a helper of the callback throws when its table is damaged
public sealed class Rmap : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _rmap = new();
    private int _count;

    public bool Link(ulong gpa, ulong hva)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token)) return false;
            _rmap[gpa] = hva;
            _count = _rmap.Count;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Unlink(invalidation.Overlap);
        }

        return true;
    }

    private void Unlink(AddressRange range)
    {
        if (_count != _rmap.Count)
            throw new InvalidOperationException("The reverse map is damaged.");
        foreach (var gpa in _rmap.Keys.Where(range.Contains).ToList())
            _rmap.Remove(gpa);
        _count = _rmap.Count;
    }
}
