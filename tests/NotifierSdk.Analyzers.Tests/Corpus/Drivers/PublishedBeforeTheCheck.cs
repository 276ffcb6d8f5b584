// Breaks: NSDK2006
// Bug: the entry is published, then checked, and taken back if it collided
// Read in: none
public sealed class Optimist : IntervalNotifier
{
    private readonly object _gate = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _shadow = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (_gate)
        {
            _shadow[page] = page;                  //! NSDK2006
            if (ReadRetry(token))
            {
                _shadow.Remove(page);
                return false;
            }

            _shadow[page] = page;                  //+
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_gate)
        {
            SetSeq(invalidation.Sequence);
            _shadow.Clear();
        }

        return true;
    }
}
