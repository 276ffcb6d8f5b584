// Correct: jobs of a pool over asynchronous attempts
using System.Collections.Concurrent;

public sealed class Job { public ulong Page; public TaskCompletionSource<bool> Done = new(); }
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly ConcurrentBag<Job> _jobs = [];
    private readonly HashSet<ulong> _map = [];
    private Job RentJob() => _jobs.TryTake(out var job) ? job : new Job();
    private void ReturnJob(Job job) => _jobs.Add(job);

    public async Task<bool> FaultAsync(ulong page)
    {
        var job = RentJob();
        try
        {
            job.Page = page;
            for (var left = 4; left > 0; left--)
            {
                var token = await ReadBeginAsync(Range);
                await Task.Run(() => job.Done.TrySetResult(true));
                if (await job.Done.Task && TryCommit(token, job)) return true;
            }
            return false;
        }
        finally { ReturnJob(job); }
    }

    private bool TryCommit(ReadToken token, Job job) { lock (_lock) return !ReadRetry(token) && _map.Add(job.Page); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
}
