namespace NotifierSdk.Seam;

/// <summary>One of the runtime's own locks: held for a few steps, never across a callback or a wait.</summary>
/// <remarks>
/// It is taken by trying, so that <see cref="Thread.Interrupt"/> cannot throw out of it: an end that gave half of its hits back would keep the others
/// for ever. The wait between two tries is one that cannot be interrupted either.
/// </remarks>
internal sealed class ShortLock(string name)
{
    private readonly Lock _lock = new();

    internal Scope EnterScope()
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Acquire(this, name);
        if (!_lock.TryEnter())
            EnterContended();
        return new Scope(this);
    }

    private void EnterContended()
    {
        var backoff = default(Backoff);
        do
        {
            backoff.Once();
        }
        while (!_lock.TryEnter());
    }

    internal readonly ref struct Scope(ShortLock owner)
    {
        public void Dispose()
        {
            owner._lock.Exit();
            if (Interception.IsEnabled)
                Interception.Scheduler?.Released(owner);
        }
    }
}
