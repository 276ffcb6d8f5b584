// Correct: requests carry their tokens to those who complete them
using System.Collections.Concurrent;

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _map = [];
    private readonly ConcurrentQueue<Request> _inflight = [];
    public void Submit(ulong page) => _inflight.Enqueue(new Request(page, ReadBegin()));

    public void Complete()
    {
        while (_inflight.TryDequeue(out var request))
        {
            using var held = _lock.EnterScope();
            if (!ReadRetry(request.Token)) _map.Add(request.Page);
        }
    }

    public Task FaultLater(ulong page)
    {
        var token = ReadBegin();
        return Task.Run(() =>
        {
            using var held = _lock.EnterScope();
            if (!ReadRetry(token)) _map.Add(page);
        });
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }

    private sealed record Request(ulong Page, ReadToken Token);
}
