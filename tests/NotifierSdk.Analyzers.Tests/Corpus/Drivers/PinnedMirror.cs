// Correct: takes no sequence at all and opens no read sections
public sealed class PinnedMirror(Action stop) : IntervalNotifier
{
    private readonly object _lock = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
            stop();
        return true;
    }
}
