// Breaks: NSDK4002
// Bug: an entry that is there already returns with the lock held
public sealed class IoTlb : IntervalNotifier
{
    private readonly DriverLock _lock = new("iotlb");
    private readonly Dictionary<ulong, ulong> _map = new();

    public bool Insert(ulong iova, Func<ulong, ulong> walk)
    {
        var token = ReadBegin();
        var pa = walk(iova);
        _lock.Enter();
        if (_map.ContainsKey(iova))
            return true;
        var ok = !ReadRetry(token);
        if (ok)
            _map.Add(iova, pa);
        _lock.Exit();
        return ok;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _lock.Enter();
        SetSeq(invalidation.Sequence);
        _map.Clear();
        _lock.Exit();
        return true;
    }
}
