// Breaks: NSDK2007
// Bug: the page table is walked first, and only then the section begins whose token the commit checks
// Read in: none
public sealed class NestedTable(IPageWalker walker) : IntervalNotifier
{
    private readonly object _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _entries = [];

    public FaultStatus Fault(ulong guestPage)
    {
        var entry = walker.Walk(guestPage);        //! NSDK2007
        var token = ReadBegin();
        var entry = walker.Walk(guestPage);        //+
        lock (_lock)
        {
            if (ReadRetry(token))
                return FaultStatus.Collided;
            _entries[guestPage] = entry;
            return FaultStatus.Completed;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _entries.Clear();
        }

        return true;
    }
}

public interface IPageWalker
{
    ulong Walk(ulong page);
}
