// Correct: a base class of the driver keeps the lock to itself
public abstract class Engine : IntervalNotifier
{
    private readonly object _sync = new();
    protected void Enter() => Monitor.Enter(_sync);
    protected void Leave() => Monitor.Exit(_sync);
    protected bool TryEnter(bool wait) => wait ? Wait() : Monitor.TryEnter(_sync);

    private bool Wait() { Enter(); return true; }
}

public sealed class Mirror : Engine
{
    private ulong _entry;
    private readonly object _stats = new();
    private int _faults;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        Enter();
        try
        {
            if (ReadRetry(token)) return false;
            _entry = page;
        }
        finally { Leave(); }
        lock (_stats) _faults++;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!TryEnter(invalidation.IsBlockable)) return false;
        try { SetSeq(invalidation.Sequence); _entry = 0; return true; }
        finally { Leave(); }
    }
}
