// Correct: callback, commit and shadow in three classes that derive from each other
public abstract class Root : IntervalNotifier
{
    protected readonly DriverLock Gate = new();
    protected abstract void Drop(AddressRange range);

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        using (Gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Drop(invalidation.Range);
        }
        return true;
    }
}

public abstract class Middle : Root
{
    protected bool TryCommit(ReadToken token, Action commit)
    {
        using var held = Gate.EnterScope();
        if (ReadRetry(token)) return false;
        commit();
        return true;
    }
}

public sealed class Leaf : Middle
{
    [GuardedBy(nameof(Gate))] private readonly SortedDictionary<ulong, ulong> _map = [];

    public bool Fault(ulong page)
    {
        for (var tries = 16; tries > 0; tries--)
        {
            var token = ReadBegin();
            if (TryCommit(token, () => _map[page] = page))
                return true;
        }
        return false;
    }

    [RequiresLock(nameof(Gate))]
    protected override void Drop(AddressRange range) => _map.Clear();
}
