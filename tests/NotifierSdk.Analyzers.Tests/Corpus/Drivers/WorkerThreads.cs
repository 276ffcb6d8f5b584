// Correct: worker threads take requests from a queue, with cancellation
public sealed class FaultWorkers : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    private readonly Queue<ulong> _requests = new();
    private readonly object _queueLock = new();
    private readonly Dictionary<ulong, ulong> _shadow = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _worker;

    public FaultWorkers()
    {
        _worker = new Thread(Work);
        _worker.IsBackground = true;
        _worker.Start();
    }

    public void Request(ulong page)
    {
        lock (_queueLock)
        {
            _requests.Enqueue(page);
            Monitor.Pulse(_queueLock);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _worker.Join();
        _stop.Dispose();
    }

    private void Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            ulong page;
            lock (_queueLock)
            {
                if (!_requests.TryDequeue(out page))
                {
                    Monitor.Wait(_queueLock, 100);
                    continue;
                }
            }

            Fault(page);
        }
    }

    private void Fault(ulong page)
    {
        for (var attempt = 0; attempt < 64 && !_stop.IsCancellationRequested; attempt++)
        {
            var token = ReadBegin(_stop.Token);
            if (CheckRetry(token))
                continue;
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _shadow[page] = page;
                return;
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _shadow.Clear();
        }

        return true;
    }
}
