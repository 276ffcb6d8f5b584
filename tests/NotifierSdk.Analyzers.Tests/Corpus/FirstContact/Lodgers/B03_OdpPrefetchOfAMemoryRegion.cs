// Breaks: NSDK2007
// Bug: Prefetch takes a token for each page but keeps only the last one, so a change of any earlier page is not noticed at the one check.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IPageWalker
{
    ulong DmaAddress(ulong virtualAddress);
}

/// <summary>On-demand paging memory region of a network adapter.</summary>
public sealed class OdpMemoryRegion : IntervalNotifier
{
    private const ulong PageSize = 4096;

    private readonly object _umemMutex = new();
    private readonly SortedDictionary<ulong, ulong> _dmaList = new();
    private readonly IPageWalker _walker;
    private readonly uint _lkey;

    public OdpMemoryRegion(IPageWalker walker, uint lkey)
    {
        _walker = walker;
        _lkey = lkey;
    }

    public uint LKey => _lkey;

    public int Prefetch(AddressRange range, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var collected = new List<KeyValuePair<ulong, ulong>>();
            ReadToken token = default;
            foreach (var number in range.Pages(PageSize))
            {
                var va = number * PageSize;
                token = ReadBegin(AddressRange.FromLength(va, PageSize), cancellation);
                collected.Add(new KeyValuePair<ulong, ulong>(number, _walker.DmaAddress(va)));
            }

            lock (_umemMutex)
            {
                if (ReadRetry(token))
                    continue;
                foreach (var (number, dma) in collected)
                    _dmaList[number] = dma;
                return collected.Count;
            }
        }

        return 0;
    }

    public bool Post(ulong va, Action<ulong> ring)
    {
        lock (_umemMutex)
        {
            if (!_dmaList.TryGetValue(va / PageSize, out var dma))
                return false;
            ring(dma + va % PageSize);
            return true;
        }
    }

    public void Register(AddressSpace process, AddressRange buffer) => process.Insert(this, buffer);

    public void Deregister()
    {
        Remove();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_umemMutex, invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _dmaList.Remove(number);
        }
        finally
        {
            Monitor.Exit(_umemMutex);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_umemMutex)
        {
        }
    }
}
