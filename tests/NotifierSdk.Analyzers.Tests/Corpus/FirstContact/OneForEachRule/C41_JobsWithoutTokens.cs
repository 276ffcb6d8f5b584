// Correct: a job takes its token when it runs
public sealed class Prefetcher : IntervalNotifier
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
        lock (_jobs)
            _jobs.Enqueue(() => TryLoad(page));
    }

    private bool TryLoad(ulong page)
    {
        var token = ReadBegin(AddressRange.FromLength(page, 4096));
        Thread.Sleep(1); // the disk
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _present.Add(page);
            return true;
        }
    }

    public void RunAll()
    {
        while (true)
        {
            Action? job;
            lock (_jobs)
            {
                if (!_jobs.TryDequeue(out job))
                    return;
            }

            job();
        }
    }
}
