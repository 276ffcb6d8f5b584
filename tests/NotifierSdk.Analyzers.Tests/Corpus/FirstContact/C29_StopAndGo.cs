// Correct: asks before it waits, through a helper that waits for the engine
public sealed class Engine { private readonly ManualResetEventSlim _idle = new(true); public void Stop() => Console.WriteLine("stop"); public bool IsIdle => _idle.IsSet; public void WaitUntilIdle() => _idle.Wait(); }

public sealed class Careful2(Engine engine) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        engine.Stop();
        if (engine.IsIdle)
            return true;
        if (!invalidation.IsBlockable)
            return false;
        engine.WaitUntilIdle();
        return true;
    }
}
