// Correct: one of a pool of locks
public sealed class Striped : IntervalNotifier
{
    private static readonly object[] s_locks = [.. Enumerable.Range(0, 64).Select(_ => new object())];
    private readonly int _stripe;
    private ulong _entry;
    public Striped(int stripe) => _stripe = stripe & 63;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        lock (s_locks[_stripe])
        {
            if (ReadRetry(token)) return false;
            _entry = page;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (s_locks[_stripe])
        {
            SetSeq(invalidation.Sequence);
            _entry = 0;
            return true;
        }
    }
}
