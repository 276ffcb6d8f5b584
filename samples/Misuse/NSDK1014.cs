namespace Misuse.NSDK1014;

public sealed partial class Mirror(DriverLock gate, [ShadowState] SortedSet<ulong> pages) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = gate;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        Clear();

        [RequiresLock(nameof(_lock))]
        void Clear() => pages.Clear();
    }
}
