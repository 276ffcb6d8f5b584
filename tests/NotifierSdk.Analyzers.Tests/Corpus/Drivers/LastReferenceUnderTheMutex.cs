// Breaks: NSDK4001
// Bug: the last reference of the address space is dropped under the mutex that its own release callback takes
// Read in: http://106.75.45.236:3000/UbiquitousOS/OpenCloudOS-Kernel/src/commit/a84b280f195df83124eea755132df072c1e15c46/drivers/infiniband/core
public sealed class UmemOdp(AddressSpace space) : IntervalNotifier
{
    private readonly object _umemMutex = new();
    private readonly Dictionary<ulong, ulong> _dma = [];
    private int _references = 1;

    public bool MapDma(ulong page)
    {
        var token = ReadBegin();
        bool isMapped;
        lock (_umemMutex)
        {
            isMapped = !ReadRetry(token);
            if (isMapped)
                _dma[page] = page;
            if (--_references == 0)                //! NSDK4001
                space.Dispose();                   //! NSDK4001
        }

        if (Interlocked.Decrement(ref _references) == 0)   //+
            space.Dispose();                       //+
        return isMapped;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_umemMutex)
        {
            SetSeq(invalidation.Sequence);
            _dma.Clear();
        }

        return true;
    }
}
