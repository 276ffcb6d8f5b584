// Correct: the start takes or tries the lock, and begins a fence last
public interface IFences { object Begin(); void Wait(object fence); bool Abort(object fence); }

public sealed class Mirror(IFences fences) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public bool Fault(ulong page) { var token = ReadBegin(); lock (_lock) return !ReadRetry(token) && _map.Add(page); }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        if (invalidation.IsBlockable) _lock.Enter();
        else if (!_lock.TryEnter()) { finish = default; return false; }
        try
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            finish = new(fences.Begin());
            return true;
        }
        finally { _lock.Exit(); }
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => fences.Wait(finish.State!);
}
