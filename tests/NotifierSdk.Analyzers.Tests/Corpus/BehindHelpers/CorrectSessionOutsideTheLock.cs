// Correct: the session removes the engine when its lock was let go, and what it asks under the lock takes none
public sealed class Engine : IntervalNotifier
{
    private readonly object _sync = new();
    private readonly List<ulong> _work = [];
    private readonly Session _session;

    public Engine() => _session = new Session(this);

    public int Generation { get; private set; }

    public void Stop()
    {
        lock (_sync)
        {
            _work.Clear();
            _session.Note();
        }

        _session.Shutdown();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_sync)
        {
            SetSeq(invalidation.Sequence);
            Generation++;
            _work.Clear();
        }

        return true;
    }
}

public sealed class Session(Engine engine)
{
    public int Last { get; private set; }

    public void Note() => Last = engine.Generation;

    public void Shutdown() => engine.Remove();
}
