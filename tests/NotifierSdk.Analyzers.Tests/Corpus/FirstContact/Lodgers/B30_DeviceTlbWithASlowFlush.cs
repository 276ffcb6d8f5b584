// Breaks: NSDK2017
// Bug: the callback drops the entries in one hold of the lock and saves the sequence in a later one, and a fault that runs between them commits the old entry again.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IDeviceTlb
{
    void Invalidate(ulong page);

    void Sync();
}

public sealed class DevicePageTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _ptLock = new("device page table");
    private readonly Dictionary<ulong, ulong> _table = new();
    private readonly IDeviceTlb _tlb;
    private readonly Func<ulong, ulong> _dma;

    public DevicePageTable(IDeviceTlb tlb, Func<ulong, ulong> dma)
    {
        _tlb = tlb;
        _dma = dma;
    }

    public bool PageRequest(ulong address, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(page, cancellationToken);
            var dma = _dma(page.Start);
            using (_ptLock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _table[page.Start / PageSize] = dma;
                return true;
            }
        }

        return false;
    }

    public bool Dma(ulong address, Action<ulong> transfer)
    {
        using (_ptLock.EnterScope())
        {
            if (!_table.TryGetValue(address / PageSize, out var dma))
                return false;
            transfer(dma + address % PageSize);
            return true;
        }
    }

    public void Enable(AddressSpace process, AddressRange range)
    {
        process.Insert(this, range);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the flush below waits for the device

        using (_ptLock.EnterScope())
        {
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _table.Remove(page);
        }

        // Not under the lock: a flush takes a hundred microseconds.
        foreach (var page in invalidation.Overlap.Pages(PageSize))
            _tlb.Invalidate(page);
        _tlb.Sync();

        using (_ptLock.EnterScope())
            SetSeq(invalidation.Sequence);
        return true;
    }

    protected override void WaitForCommits()
    {
        using (_ptLock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
