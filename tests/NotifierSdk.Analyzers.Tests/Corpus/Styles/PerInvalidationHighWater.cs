// Correct: a start updates a maximum over all invalidations
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];
    private ulong _lastStart;
    private long _count;
    private readonly Action<string> _log = static _ => { };

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        return !ReadRetry(token) && _map.Add(page);
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _lastStart = Math.Max(_lastStart, invalidation.Range.Start);
        _map.Clear();
        finish = new FinishState(null, invalidation.Range.Start);
        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        Interlocked.Increment(ref _count);
        _log($"high water {_lastStart}, {finish.Value}");
    }
}
