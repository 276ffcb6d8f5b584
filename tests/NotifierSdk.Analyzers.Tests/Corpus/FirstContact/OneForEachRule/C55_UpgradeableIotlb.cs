// Correct: looked up under the upgradeable lock, entered under the write lock
public sealed class IoTranslation : IntervalNotifier
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
            _rw.EnterUpgradeableReadLock();
            try
            {
                if (_map.ContainsKey(iova))
                    return true;
                _rw.EnterWriteLock();
                try
                {
                    if (ReadRetry(seq))
                        continue;
                    _map.Add(iova, phys);
                    return true;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
            finally
            {
                _rw.ExitUpgradeableReadLock();
            }
        }

        return false;
    }
}
