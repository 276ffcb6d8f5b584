// Correct: a blockable invalidation drains the ring, another one refuses while it is busy
public sealed class RingBuffer : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Dictionary<ulong, uint> _slots = [];
    private int _inFlight;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable && Volatile.Read(ref _inFlight) > 0)
            return false;

        if (invalidation.IsBlockable)
        {
            _lock.Enter();
        }
        else if (!_lock.TryEnter())
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _slots.Remove(page);
        }
        finally
        {
            _lock.Exit();
        }

        if (invalidation.IsBlockable)
            _idle.Wait();
        return true;
    }

    public void Submit()
    {
        Interlocked.Increment(ref _inFlight);
        _idle.Reset();
    }

    public void Completed()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0)
            _idle.Set();
    }
}
