// Breaks: NSDK2003
// Bug: SetSeq gets the sequence that an earlier invalidation left in a field
#nullable disable
public sealed class NicTranslation : IntervalNotifier
{
    private readonly Lock _gate = new();
    private InvalidationSequence _seen;
    private bool _any;
    private ulong[] _mtt = new ulong[512];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool entered = _gate.TryEnter();
        if (!entered)
        {
            if (!invalidation.IsBlockable) return false;
            _gate.Enter();
        }

        try
        {
            if (!_any)
            {
                _seen = invalidation.Sequence;
                _any = true;
            }

            SetSeq(_seen);
            Array.Clear(_mtt);
        }
        finally
        {
            _gate.Exit();
        }

        return true;
    }
}
