// Correct: a timer scrubs the shadow under the lock
public sealed class Mirror : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly HashSet<ulong> _map = [];
    [GuardedBy(nameof(_lock))] private int _age;
    private readonly Timer _timer;
    public Mirror() => _timer = new Timer(static self => ((Mirror)self!).Scrub(), this, 1000, 1000);

    private void Scrub()
    {
        using var held = _lock.EnterScope();
        if (_age++ > 100)
        {
            _map.Clear();
            _age = 0;
        }
    }

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        return _map.Add(page);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
        }
        return true;
    }
}
