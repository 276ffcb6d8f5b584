// Correct: explicit implementations of an interface with a default method
public interface IEngine { bool Fault(ulong page); bool FaultOrThrow(ulong page) => Fault(page) ? true : throw new TimeoutException(); ulong Entry { get; } }
public sealed class Mirror : IntervalNotifier, IEngine
{
    private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private ulong _entry;
    bool IEngine.Fault(ulong page)
    {
        var token = ReadBegin();
        using var held = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        Store(page);
        return true;
    }
    ulong IEngine.Entry { get { using var held = _lock.EnterScope(); return Load(); } }
    private ulong Load() => _entry;
    [RequiresLock(nameof(_lock))] private void Store(ulong page) => _entry = page;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        Store(0);
        return true;
    }
}
