// Correct: endless loops that another object or an exception ends
public interface IBackoff { bool Next(); void Reset(); }

public sealed class Mirror(IBackoff backoff) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    public bool Fault(ulong page)
    {
        while (true)
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token)) { _entry = page; backoff.Reset(); return true; }
            }
            if (!backoff.Next()) return false;
        }
    }

    public bool FaultThrowing(ulong page)
    {
        while (true)
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token)) { _entry = page; return true; }
            }
            GiveUpIfTired();
        }
    }

    private int _tired;

    private void GiveUpIfTired() { if (Interlocked.Increment(ref _tired) > 1000) throw new TimeoutException(); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _entry = 0;
        return true;
    }
}
