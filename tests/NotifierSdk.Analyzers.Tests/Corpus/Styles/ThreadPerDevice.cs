// Correct: threads are started while the lock is held
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _map = [];

    public void Start()
    {
        using (_lock.EnterScope())
        {
            _map.Clear();
            new Thread(Scan) { IsBackground = true }.Start();
            ThreadPool.QueueUserWorkItem(_ => { using var held = _lock.EnterScope(); _map.TrimExcess(); });
            _ = Task.Factory.StartNew(() => { using (_lock.EnterScope()) return _map.Count; });
        }
    }

    private void Scan()
    {
        for (var page = 0UL; page < 100; page++)
        {
            var token = ReadBegin();
            using var held = _lock.EnterScope();
            if (!ReadRetry(token)) Add(page);
        }
    }

    [RequiresLock(nameof(_lock))] private void Add(ulong page) => _map.Add(page);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _map.RemoveWhere(page => page > 3);
        return true;
    }
}
