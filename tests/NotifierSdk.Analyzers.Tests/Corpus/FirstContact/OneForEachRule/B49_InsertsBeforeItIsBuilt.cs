// Breaks: NSDK3007
// Bug: the device inserts itself in its constructor, before the table that its callback clears is made
public sealed class PciBarShadow : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly int _pages;
    private ulong[] _table = null!;

    public PciBarShadow(AddressSpace space, AddressRange bar)
    {
        _pages = (int)(bar.Length >> 12);
        space.Insert(this, bar);
        Initialize();
    }

    private void Initialize()
    {
        _table = new ulong[_pages];
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

    public void Shut() => Remove();
}
