// Breaks: NSDK4002
// Bug: the page that is there already returns with the write lock held
public sealed class Iotlb : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly Dictionary<ulong, ulong> _map = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _rw.EnterWriteLock();
        else if (!_rw.TryEnterWriteLock(0))
            return false;
        SetSeq(invalidation.Sequence);
        foreach (var iova in invalidation.Overlap.Pages(4096))
            _map.Remove(iova);
        _rw.ExitWriteLock();
        return true;
    }

    public bool Map(ulong iova, Func<ulong, ulong> translate)
    {
        for (var n = 0; n < 32; n++)
        {
            var seq = ReadBegin(AddressRange.FromLength(iova, 4096));
            var phys = translate(iova);
            _rw.EnterWriteLock();
            if (ReadRetry(seq))
            {
                _rw.ExitWriteLock();
                continue;
            }

            if (_map.ContainsKey(iova))
                return true;
            _map.Add(iova, phys);
            _rw.ExitWriteLock();
            return true;
        }

        return false;
    }
}
