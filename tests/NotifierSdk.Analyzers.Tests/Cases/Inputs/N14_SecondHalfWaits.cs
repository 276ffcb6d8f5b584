namespace Reduced.N14; // CORRECT: the second half waits for the task

public sealed class R02 : IntervalNotifier
{
    private readonly object _l = new();
    private readonly HashSet<ulong> _t = [];
    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!invalidation.IsBlockable) return false;
        var r = invalidation.Range;
        finish = new FinishState(Task.Run(() => { lock (_l) _t.RemoveWhere(r.Contains); }));
        return true;
    }
    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => ((Task)finish.State!).Wait();
}
