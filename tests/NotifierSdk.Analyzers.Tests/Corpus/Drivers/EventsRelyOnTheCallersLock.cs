// Breaks: NSDK4003
// Bug: the cache is used under its user's lock; memory events know only the table's own
// Read in: https://github.com/openucx/ucx/pull/9513
public sealed partial class Rcache : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _tableLock = new();
    [GuardedBy(nameof(_tableLock))] private readonly Dictionary<ulong, int> _table = [];
    private readonly DriverLock _contextLock = new();

    [Fault(Commit = nameof(Create))]
    public partial FaultStatus Get(AddressRange range);

    public void Put(AddressRange range)
    {
        using (_contextLock.EnterScope())          //! NSDK4003
        using (_tableLock.EnterScope())            //+
        {
            if (_table.TryGetValue(range.Start, out var users))
                _table[range.Start] = users - 1;
        }
    }

    private void Create(AddressRange range) => _table[range.Start] = 1;

    [Invalidate]
    private void OnEvent(AddressRange range) => _table.Remove(range.Start);
}
