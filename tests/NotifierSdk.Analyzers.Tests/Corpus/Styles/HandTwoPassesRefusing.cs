// Correct: a callback in two halves that takes back what it began before it refuses
public interface IQueue { object? TrySuspend(AddressRange range, bool wait); void Resume(object token); }

public sealed class Mirror(IQueue queue) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        return !ReadRetry(token) && _map.Add(page);
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (queue.TrySuspend(invalidation.Range, invalidation.IsBlockable) is not { } suspended)
            return !invalidation.IsBlockable ? false : Accept(invalidation.Sequence);
        if (!_lock.TryEnter())
        {
            if (!invalidation.IsBlockable)
            {
                queue.Resume(suspended);
                return false;
            }
            _lock.Enter();
        }
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        finally
        {
            _lock.Exit();
        }
        finish = new FinishState(suspended);
        return true;
    }

    private bool Accept(InvalidationSequence sequence)
    {
        using var held = _lock.EnterScope();
        SetSeq(sequence);
        _map.Clear();
        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (finish.State is { } suspended) queue.Resume(suspended);
    }
}
