// Breaks: NSDK4004
// Bug: a commit is called by hand, without the lock that generated code holds around it
// Read in: none
public sealed partial class Prefetcher : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new();
    private readonly HashSet<ulong> _pages = [];

    [Fault(Commit = nameof(Map))]
    public partial bool Fault(AddressRange range);

    public void Prefetch(AddressRange range)
    {
        Map(range);                                //! NSDK4004
        Fault(range);                              //+
    }

    private void Map(AddressRange range) => _pages.Add(range.Start);

    [Invalidate]
    private void Unmap(AddressRange range) => _pages.Remove(range.Start);
}
