// Breaks: NSDK4007
// Bug: the code that unmaps pages takes a lock that is already held when the invalidation calls it
// Read in: https://github.com/tuhhosg/exmap/pull/3
public sealed partial class ExMap : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _interfaceLock = new(1, 1);
    private readonly Stack<ulong> _pages = new();

    [Fault(Commit = nameof(Alloc))]
    public partial bool Fault(AddressRange range);

    private void Alloc(AddressRange range) => _pages.Push(range.Start);

    [Invalidate]
    private void UnmapPages(AddressRange range)
    {
        _interfaceLock.Wait();                     //! NSDK4007
        while (_pages.Count > 0)
            _pages.Pop();
        _interfaceLock.Release();                  //! NSDK4007
    }
}
