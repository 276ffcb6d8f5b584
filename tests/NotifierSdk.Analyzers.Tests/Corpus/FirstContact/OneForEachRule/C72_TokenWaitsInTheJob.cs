// Correct: a token of its own travels in a job that runs later, and is checked there under the lock. Its author took it for a bug of NSDK2013, and was wrong.
public sealed class PrefetchQueue : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Queue<Action> _jobs = new();
    private readonly HashSet<ulong> _present = new();

    protected override bool OnInvalidate(in Invalidation i)
    {
        if (!_lock.TryEnter(in i, out var scope))
            return false;
        using (scope)
        {
            SetSeq(i.Sequence);
            var r = i.Overlap;
            _present.RemoveWhere(a => r.Contains(a));
        }
        return true;
    }

    public void Ask(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        lock (_jobs)
            _jobs.Enqueue(() =>
            {
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                        _present.Add(page);
                }
            });
    }

    public void RunOne()
    {
        Action? job;
        lock (_jobs)
            _jobs.TryDequeue(out job);
        job?.Invoke();
    }
}
