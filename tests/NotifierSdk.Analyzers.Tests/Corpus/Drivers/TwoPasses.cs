// Correct: saves the sequence in the start half only; the finish runs without the lock
public sealed class TwoPasses : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly List<ulong> _tlb = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _tlb.Add(page);
            return true;
        }
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            finish = new FinishState(_tlb.ToArray());
            _tlb.Clear();
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => GC.KeepAlive(finish.State);
}
