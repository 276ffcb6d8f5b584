// Breaks: NSDK3003
// Bug: the callback waits for the ring to drain, whatever the owner of the mapping said about waiting
public sealed class RingMirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Dictionary<ulong, uint> _slots = [];
    private int _inFlight;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
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

        if (Volatile.Read(ref _inFlight) > 0)
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
