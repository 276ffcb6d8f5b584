// Breaks: NSDK3008
// Bug: the start half keeps the ticket of its flush in a field, and two invalidations at once overwrite each other's ticket before the finish halves read it.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>The invalidation queue of the IOMMU; the hardware thread advances the tail.</summary>
public sealed class InvalidationQueue
{
    private long _head;
    private long _done;

    public long Submit(AddressRange iova) => Interlocked.Increment(ref _head);

    public void Retired(long upTo) => Volatile.Write(ref _done, upTo);

    public bool IsDone(long ticket) => Volatile.Read(ref _done) >= ticket;
}

public sealed partial class IommuDomain : IntervalNotifier, IDisposable
{
    private const ulong IoPage = 4096;

    [DriverLock] private readonly DriverLock _pgtableLock = new("iommu domain");
    [GuardedBy(nameof(_pgtableLock))] private readonly Dictionary<ulong, ulong> _ptes = new();
    private readonly InvalidationQueue _qi;
    private readonly Func<ulong, ulong?> _lookupPfn;
    private long _flushTicket;

    public IommuDomain(InvalidationQueue qi, Func<ulong, ulong?> lookupPfn)
    {
        _qi = qi;
        _lookupPfn = lookupPfn;
    }

    public void Attach(AddressSpace process, AddressRange iova) => process.Insert(this, iova);

    [Fault(Collect = nameof(TryPfn), Commit = nameof(SetPte), MaxAttempts = 16)]
    public partial FaultStatus HandlePageRequest(AddressRange page);

    public int MappedPages
    {
        get
        {
            using (_pgtableLock.EnterScope())
                return _ptes.Count;
        }
    }

    private bool TryPfn(AddressRange page, out ulong pfn)
    {
        var found = _lookupPfn(page.Start);
        pfn = found.GetValueOrDefault();
        return found.HasValue;
    }

    private void SetPte(AddressRange page, ulong pfn) => _ptes[page.Start / IoPage] = pfn;

    [InvalidateStart]
    private bool ClearPtes(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the second half has to wait for the hardware

        foreach (var page in invalidation.Overlap.Pages(IoPage))
            _ptes.Remove(page);
        _flushTicket = _qi.Submit(invalidation.Overlap);
        return true;
    }

    [InvalidateFinish]
    private void SyncIotlb()
    {
        var spin = new SpinWait();
        while (!_qi.IsDone(_flushTicket))
            spin.SpinOnce();
    }

    public void Dispose() => TryRemove();
}
