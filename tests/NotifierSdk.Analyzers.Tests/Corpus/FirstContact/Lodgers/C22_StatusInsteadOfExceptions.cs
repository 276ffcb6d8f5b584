// Correct: every way in which a section does not begin is a status that goes to the caller, and after a collision the fault waits outside every lock until the range can be read again.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Resident keys of an RDMA adapter's translation table.</summary>
public sealed class TranslationTable : IntervalNotifier
{
    private const ulong PageSize = 4096;

    private readonly ReaderWriterLockSlim _mtt = new();
    [GuardedBy(nameof(_mtt))] private readonly Dictionary<ulong, ulong> _entries = [];
    private readonly Func<ulong, ulong?> _walk;

    public TranslationTable(Func<ulong, ulong?> walk) => _walk = walk;

    public FaultStatus PageFault(AddressRange page, TimeSpan patience)
    {
        FaultStatus status;
        var rounds = 0;
        do
        {
            status = TryOnce(page, patience);
            if (status != FaultStatus.Collided)
                return status;
        }
        while (++rounds < 10 && (status = WaitReadable(page, patience)) == FaultStatus.Completed);

        return status; // of the last attempt, or of the wait after it
    }

    private FaultStatus TryOnce(AddressRange page, TimeSpan patience)
    {
        var status = TryReadBegin(page, patience, out var token);
        if (status != FaultStatus.Completed)
            return status;
        if (_walk(page.Start) is not ulong bus)
            return FaultStatus.Unavailable;

        _mtt.EnterWriteLock();
        try
        {
            if (ReadRetry(token))
                return FaultStatus.Collided;
            _entries[page.Start / PageSize] = bus;
            return FaultStatus.Completed;
        }
        finally
        {
            _mtt.ExitWriteLock();
        }
    }

    public bool TrySend(ulong address, Action<ulong> doorbell)
    {
        _mtt.EnterReadLock();
        try
        {
            if (!_entries.TryGetValue(address / PageSize, out var bus))
                return false;
            doorbell(bus);
            return true;
        }
        finally
        {
            _mtt.ExitReadLock();
        }
    }

    public void Open(AddressSpace process, AddressRange range) => process.Insert(this, range);

    public void Close()
    {
        TryRemove();
        _mtt.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_mtt.TryEnterWriteLock(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _entries.Remove(page);
            return true;
        }
        finally
        {
            _mtt.ExitWriteLock();
        }
    }

    protected override void WaitForCommits()
    {
        _mtt.EnterWriteLock();
        _mtt.ExitWriteLock();
    }
}
