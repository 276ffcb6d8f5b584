namespace NotifierSdk.Seam;

/// <summary>One of the runtime's own locks: held for a few steps, never across a callback or a wait.</summary>
internal sealed class ShortLock(string name)
{
    private readonly Lock _lock = new();

    internal Scope EnterScope()
    {
        if (Interception.IsEnabled)
            Interception.Scheduler?.Acquire(this, name);
        _lock.Enter();
        return new Scope(this);
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
