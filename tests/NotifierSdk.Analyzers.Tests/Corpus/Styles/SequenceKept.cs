// Correct: the sequence goes to a helper by a field
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private InvalidationSequence _latest;
    private ulong _entry;

    public bool Fault(ulong page) { var token = ReadBegin(); lock (_lock) { if (ReadRetry(token)) return false; _entry = page; return true; } }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            _latest = invalidation.Sequence;
            Drop();
        }
        return true;
    }

    private void Drop()
    {
        SetSeq(_latest);
        _entry = 0;
    }
}
