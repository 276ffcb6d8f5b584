// Correct: a static factory builds the whole object, inserts it, and undoes that where the device refuses
public sealed class BarShadow : IntervalNotifier, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ulong[] _table;

    private BarShadow(int pages) => _table = new ulong[pages];

    public static BarShadow Open(AddressSpace space, AddressRange bar, Func<bool> enable)
    {
        var shadow = new BarShadow((int)(bar.Length >> 12));
        space.Insert(shadow, bar);
        if (!enable())
        {
            shadow.Remove();
            throw new InvalidOperationException("The device refuses.");
        }

        return shadow;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        SetSeq(invalidation.Sequence);
        Array.Clear(_table);
        _lock.Exit();
        return true;
    }

    public void Dispose() => TryRemove();
}
