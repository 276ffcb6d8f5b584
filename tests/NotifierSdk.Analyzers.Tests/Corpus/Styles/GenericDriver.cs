// Correct: a generic driver with an abstract collect and an interface with default methods
public interface IShadow<TEntry> where TEntry : struct
{
    void Put(ulong page, TEntry entry);
    void Drop(AddressRange range);
    int Trim(AddressRange range) { Drop(range); return 0; }
}

public abstract partial class ShadowDriver<TEntry, TShadow> : IntervalNotifier where TEntry : struct where TShadow : IShadow<TEntry>, new()
{
    [DriverLock] private readonly DriverLock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly TShadow _shadow = new();

    [Fault(Collect = nameof(Walk), Commit = nameof(Map), Range = nameof(PageOf))]
    public partial FaultStatus Fault(ulong address, CancellationToken cancellationToken);
    private AddressRange PageOf(ulong address) => AddressRange.FromBounds(address & ~0xFFFUL, address | 0xFFF);
    protected abstract TEntry Walk(ulong address);
    private void Map(ulong address, TEntry collected) => _shadow.Put(address, collected);
    [Invalidate]
    private void Unmap(AddressRange range) => _shadow.Trim(range);
}
