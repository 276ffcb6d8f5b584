// Correct: an extension method takes the lock and returns what releases it
public static class Locking
{
    public static Release Held(this ReaderWriterLockSlim gate)
    {
        gate.EnterWriteLock();
        return new Release(gate);
    }

    public readonly struct Release(ReaderWriterLockSlim gate) : IDisposable
    {
        public void Dispose() => gate.ExitWriteLock();
    }
}

public sealed class Mirror(ReaderWriterLockSlim gate) : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _gate = gate;
    [GuardedBy("_gate")] private readonly Dictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _gate.Held();
        if (ReadRetry(token))
            return false;
        _map[page] = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _gate.Held();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        return true;
    }
}
