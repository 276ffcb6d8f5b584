// Breaks: NSDK4005
// Bug: a handler is called under the tracking lock and takes the memory manager's lock; mapping takes the two the other way round
// Read in: https://github.com/Ryujinx/Ryujinx/pull/3407
public sealed class MemoryTracking : IntervalNotifier
{
    private readonly DriverLock _manager = new();
    private readonly DriverLock _tracking = new();
    private readonly HashSet<ulong> _regions = [];
    private ulong _lastFault;

    public bool Track(ulong page)
    {
        var token = ReadBegin();
        using (_manager.EnterScope())
        using (_tracking.EnterScope())
            return !ReadRetry(token) && _regions.Add(page);
    }

    public void OnAccess(ulong page)
    {
        using (_tracking.EnterScope())
        {
            _regions.Remove(page);
            using (_manager.EnterScope())          //! NSDK4005
                _lastFault = page;                 //! NSDK4005
        }

        using (_manager.EnterScope())              //+
            _lastFault = page;                     //+
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_manager.EnterScope())
        {
            using (_tracking.EnterScope())
            {
                SetSeq(invalidation.Sequence);
                _regions.Clear();
                _lastFault = 0;
            }
        }

        return true;
    }
}
