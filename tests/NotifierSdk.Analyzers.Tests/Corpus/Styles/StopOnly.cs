// Correct: stops its hardware, and has no shadow
public interface IEngine { void Stop(); bool TryStop(); }

public sealed class Stopper(IEngine engine) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable) return engine.TryStop();
        engine.Stop();
        return true;
    }
}
