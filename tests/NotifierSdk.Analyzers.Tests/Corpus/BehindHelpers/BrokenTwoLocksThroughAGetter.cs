// Breaks: NSDK4005
// Bug: the getter takes the second lock first
public sealed class Table : IntervalNotifier
{
    private readonly DriverLock _table = new();
    private readonly object _stats = new();
    private readonly Dictionary<ulong, ulong> _map = [];
    private int _drops;
    public int Report()
    {
        lock (_stats)
            return _drops + Size;
    }
    private int Size
    {
        get
        {
            using (_table.EnterScope())
                return _map.Count;
        }
    }
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_table.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _map.Clear();
            Count();
            return true;
        }
    }
    private void Count()
    {
        lock (_stats)
            _drops++;
    }
}
