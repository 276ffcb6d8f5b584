// Correct: the result is a variable that is false only if a non-blockable try of the read-write lock has failed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class LeaseTable : IntervalNotifier, IDisposable
{
    private readonly ReaderWriterLockSlim rw = new ReaderWriterLockSlim(LockRecursionPolicy.NoRecursion);
    private readonly Dictionary<ulong, int> leases = new Dictionary<ulong, int>();
    private readonly Func<ulong, int> grant;
    private int refused;

    public LeaseTable(Func<ulong, int> grant)
    {
        this.grant = grant;
    }

    public int Refused
    {
        get { return Volatile.Read(ref this.refused); }
    }

    public bool TryLease(AddressRange block, out int lease)
    {
        for (int i = 0; i < 3; i++)
        {
            ReadToken token = this.ReadBegin(block);
            lease = this.grant(block.Start);
            this.rw.EnterWriteLock();
            try
            {
                if (!this.ReadRetry(token))
                {
                    this.leases[block.Start] = lease;
                    return true;
                }
            }
            finally
            {
                this.rw.ExitWriteLock();
            }
        }

        lease = -1;
        return false;
    }

    public bool TryUse(ulong block, Action<int> use)
    {
        this.rw.EnterReadLock();
        try
        {
            int lease;
            bool known = this.leases.TryGetValue(block, out lease);
            if (known)
                use(lease);
            return known;
        }
        finally
        {
            this.rw.ExitReadLock();
        }
    }

    public void Dispose()
    {
        this.TryRemove();
        this.rw.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool accepted;
        if (invalidation.IsBlockable)
        {
            this.rw.EnterWriteLock();
            accepted = true;
        }
        else
        {
            accepted = this.rw.TryEnterWriteLock(0);
        }

        if (accepted)
        {
            try
            {
                this.SetSeq(invalidation.Sequence);
                AddressRange gone = invalidation.Overlap;
                foreach (ulong block in this.leases.Keys.Where(b => gone.Contains(b)).ToArray())
                    this.leases.Remove(block);
            }
            finally
            {
                this.rw.ExitWriteLock();
            }
        }
        else
        {
            Interlocked.Increment(ref this.refused);
        }

        return accepted;
    }

    protected override void WaitForCommits()
    {
        this.rw.EnterWriteLock();
        this.rw.ExitWriteLock();
    }
}
