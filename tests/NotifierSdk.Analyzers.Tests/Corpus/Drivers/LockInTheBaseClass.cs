// Correct: the base class of the same assembly takes the lock around what derived drivers do
public abstract class LockedNotifier : IntervalNotifier
{
    private readonly DriverLock _lock = new();

    protected bool Commit(ReadToken token, Action commit)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            commit();
            return true;
        }
    }

    protected abstract void Drop(AddressRange range);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Drop(invalidation.Range);
        }

        return true;
    }
}

public sealed class PageTable : LockedNotifier
{
    private readonly HashSet<ulong> _pages = [];

    public bool Fault(ulong page)
    {
        var token = ReadBegin();
        return Commit(token, () => _pages.Add(page));
    }

    protected override void Drop(AddressRange range) => _pages.Clear();
}
