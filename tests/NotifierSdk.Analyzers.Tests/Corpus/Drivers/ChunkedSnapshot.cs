// Breaks: NSDK2007
// Bug: each chunk of one snapshot begins a section of its own
// Read in: none
public sealed class LargeRange : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly List<ulong> _pfns = [];

    public bool Snapshot(ulong[] chunks)
    {
        var found = new List<ulong>();
        ReadToken token = default;                 //! NSDK2007
        var token = ReadBegin();                   //+
        foreach (var chunk in chunks)
        {
            token = ReadBegin();                   //! NSDK2007
            found.Add(chunk);
        }

        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _pfns.AddRange(found);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _pfns.Clear();
        }

        return true;
    }
}
