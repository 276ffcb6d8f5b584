// Correct: submitters read the table without the lock, in a section of a retire list, and the finish half waits for them because the owner reuses the pages at once.
using System;
using System.Threading;
using NotifierSdk;

/// <summary>Descriptor table of a storage controller. Submission is lock-free.</summary>
public sealed partial class DescriptorTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _update = new("descriptors");
    private readonly long[] _bus; // bus address with bit 0 set, or 0
    private readonly ulong _base;
    private readonly Func<ulong, long> _mapForDma;
    private readonly RetireList<long> _readers = new(static _ => { }, "submissions");

    public DescriptorTable(AddressSpace process, ulong start, int pages, Func<ulong, long> mapForDma)
    {
        _base = start;
        _bus = new long[pages];
        _mapForDma = mapForDma;
        process.Insert(this, AddressRange.FromLength(start, (ulong)pages * PageSize));
    }

    [Fault(Collect = nameof(Map), Commit = nameof(Store))]
    public partial FaultStatus Prepare(AddressRange page);

    public bool TrySubmit(ulong address, Action<long> ring)
    {
        var index = (address - _base) / PageSize;
        if (address < _base || index >= (ulong)_bus.Length)
            return false;

        using (_readers.EnterSection())
        {
            var entry = Volatile.Read(ref _bus[index]);
            if ((entry & 1) == 0)
                return false;
            ring((entry & ~1L) + (long)(address % PageSize)); // polls until the transfer is complete
            return true;
        }
    }

    private long Map(AddressRange page) => _mapForDma(page.Start);

    private void Store(AddressRange page, long busAddress) =>
        Volatile.Write(ref _bus[(page.Start - _base) / PageSize], busAddress | 1);

    [InvalidateStart]
    private bool Revoke(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // waiting for submitters is the whole point

        var overlap = invalidation.Overlap;
        var last = (overlap.Last - _base) / PageSize;
        for (var i = (overlap.Start - _base) / PageSize; i <= last; i++)
            Volatile.Write(ref _bus[i], 0);
        return true;
    }

    [InvalidateFinish]
    private void Quiesce() => _readers.Synchronize();

    public void Dispose()
    {
        TryRemove();
        _readers.Dispose();
    }
}
