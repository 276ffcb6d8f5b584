// Correct: a spin lock, of which the rules know nothing
public sealed class Mirror : IntervalNotifier
{
    private SpinLock _spin = new(false);
    private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        var taken = false;
        try
        {
            _spin.Enter(ref taken);
            if (ReadRetry(token))
                return false;
            _map[page] = page;
            return true;
        }
        finally
        {
            if (taken) _spin.Exit();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var taken = false;
        try
        {
            _spin.Enter(ref taken);
            SetSeq(invalidation.Sequence);
            _map.Clear();
            return true;
        }
        finally
        {
            if (taken) _spin.Exit(false);
        }
    }
}
