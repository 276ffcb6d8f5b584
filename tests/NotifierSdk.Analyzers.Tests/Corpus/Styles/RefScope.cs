// Correct: a ref struct tries the lock and says whether it has it
public ref struct WriteHold
{
    private readonly ReaderWriterLockSlim _gate;
    public bool IsTaken { get; }

    public WriteHold(ReaderWriterLockSlim gate, int milliseconds) { _gate = gate; IsTaken = gate.TryEnterWriteLock(milliseconds); }

    public readonly void Dispose() { if (IsTaken) _gate.ExitWriteLock(); }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _gate = new();
    [GuardedBy(nameof(_gate))] private ulong _entry;

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        using var hold = new WriteHold(_gate, 100);
        if (!hold.IsTaken || ReadRetry(token)) return false;
        _entry = page;
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var hold = new WriteHold(_gate, invalidation.IsBlockable ? -1 : 0);
        if (!hold.IsTaken) return false;
        SetSeq(invalidation.Sequence);
        _entry = 0;
        return true;
    }
}
