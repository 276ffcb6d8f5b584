namespace Misuse.NSDK1013;

// As the metadata of another assembly shows a driver: its private members are not there.
[NotifierSdk.CompilerServices.DriverLockName("_lock")]
public abstract class Shadow : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation) => base.OnInvalidate(in invalidation);
}

public sealed partial class Mirror : Shadow
{
    [DriverLock] private readonly DriverLock _own = new();
    private readonly SortedSet<ulong> _pages = [];

    [Fault(Commit = nameof(Map))]
    public partial FaultStatus Fault(AddressRange range);

    private void Map(AddressRange range) => _pages.Add(range.Start);
}
