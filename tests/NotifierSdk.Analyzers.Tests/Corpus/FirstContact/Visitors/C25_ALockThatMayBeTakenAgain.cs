// Correct: the read-write lock supports recursion, so a property may take it again under the write lock of the commit.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public abstract class CountedShadow : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
    private readonly Dictionary<ulong, ulong> _entries = [];

    protected abstract int Limit { get; }

    public int Count
    {
        get
        {
            _rw.EnterReadLock();
            try
            {
                return _entries.Count;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
    }

    private bool HasRoom => Count < Limit;

    protected FaultStatus Commit(AddressRange page, ReadToken token, ulong value)
    {
        _rw.EnterWriteLock();
        try
        {
            if (ReadRetry(token))
                return FaultStatus.Collided;
            if (!HasRoom)
                return FaultStatus.Unavailable;
            _entries[page.Start] = value;
            return FaultStatus.Completed;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_rw.TryEnterWriteLock(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _entries.Keys.Where(page => range.Contains(page)).ToArray())
                _entries.Remove(page);
            return true;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    protected override void WaitForCommits()
    {
        _rw.EnterWriteLock();
        _rw.ExitWriteLock();
    }
}

public sealed class BalloonPages(int limit, Func<ulong, ulong> frameOf) : CountedShadow
{
    protected override int Limit => limit;

    public FaultStatus Inflate(AddressRange page, CancellationToken stop)
    {
        var status = FaultStatus.Collided;
        for (var attempt = 0; attempt < 5 && status == FaultStatus.Collided; attempt++)
        {
            var token = ReadBegin(page, stop);
            status = Commit(page, token, frameOf(page.Start));
        }

        return status;
    }
}
