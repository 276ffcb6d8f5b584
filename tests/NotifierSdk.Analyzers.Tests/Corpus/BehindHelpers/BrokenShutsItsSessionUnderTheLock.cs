// Breaks: NSDK4001
// Bug: the session removes the engine, which holds the lock that its callback takes
public sealed class Engine : IntervalNotifier
{
    private readonly object _sync = new();
    private readonly List<ulong> _work = [];
    private readonly Session _session;
    public Engine() => _session = new Session(this);
    public void Stop()
    {
        lock (_sync)
        {
            _work.Clear();
            _session.Shutdown();
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_sync)
        {
            SetSeq(invalidation.Sequence);
            _work.Clear();
        }
        return true;
    }
}
public sealed class Session(Engine engine)
{
    public bool IsOpen { get; private set; } = true;
    public void Shutdown()
    {
        IsOpen = false;
        engine.Remove();
    }
}
