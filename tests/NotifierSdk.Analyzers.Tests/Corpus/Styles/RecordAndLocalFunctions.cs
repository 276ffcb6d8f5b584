// Correct: local functions inside local functions
public sealed record Entry(ulong Page, ulong Frame);

public sealed class Mirror(Func<ulong, ulong> translate) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private Entry? _entry;
    public Entry? Current => Volatile.Read(ref _entry);

    public FaultStatus Fault(ulong page)
    {
        return Attempt(8);
        FaultStatus Attempt(int left)
        {
            if (left == 0) return FaultStatus.Collided;
            var token = ReadBegin();
            var entry = Collect();
            return Commit() ? FaultStatus.Completed : Attempt(left - 1);
            bool Commit()
            {
                using var held = _lock.EnterScope();
                if (ReadRetry(token)) return false;
                _entry = entry;
                return true;
            }
        }
        Entry Collect() => new(page, translate(page));
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Accept(invalidation.Sequence);
        return true;
        void Accept(InvalidationSequence sequence)
        {
            lock (_lock)
            {
                SetSeq(sequence);
                _entry = null;
            }
        }
    }
}
