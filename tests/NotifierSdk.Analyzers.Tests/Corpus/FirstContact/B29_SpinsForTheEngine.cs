// Breaks: NSDK3003
// Bug: the callback spins until the engine has stopped
public sealed class Engine { public volatile bool Stopped; public volatile bool StopRequested; }

public sealed class EngineDriver(Engine engine) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        engine.StopRequested = true;
        var spinner = new SpinWait();
        while (!engine.Stopped)
            spinner.SpinOnce();
        return true;
    }
}
