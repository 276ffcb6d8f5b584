// Breaks: NSDK2006
// Bug: The translation is written into the NIC's table before ReadRetry is asked, and the check after it only decides whether to loop.
using System;
using System.Threading;
using NotifierSdk;


/// <summary>Memory translation table of an on-demand-paging memory region.</summary>
public sealed class OdpRegion : IntervalNotifier
{
    private readonly SemaphoreSlim _umemMutex = new(1, 1);
    private readonly ulong _base;
    private readonly Func<ulong, ulong> _lookUp;
    [ShadowState] private readonly ulong[] _mtt;

    public OdpRegion(AddressRange region, Func<ulong, ulong> lookUp)
    {
        _base = region.Start;
        _lookUp = lookUp;
        _mtt = new ulong[(region.Length + 4095) / 4096];
    }

    public void Register(AddressSpace mm) => mm.Insert(this, AddressRange.FromLength(_base, (ulong)_mtt.Length * 4096));

    public void Deregister() => Remove();

    public bool PageFault(ulong va, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(va & ~4095ul, 4096);
        var slot = Slot(page.Start);
        for (var tries = 0; tries < 8; tries++)
        {
            var token = ReadBegin(page, cancellation);
            var dma = _lookUp(page.Start);
            _umemMutex.Wait(CancellationToken.None);
            try
            {
                _mtt[slot] = dma | 1;
                if (!ReadRetry(token))
                    return true;
            }
            finally
            {
                _umemMutex.Release();
            }
        }

        return false;
    }

    public bool Post(ulong va, Action<ulong> ring)
    {
        _umemMutex.Wait();
        try
        {
            var entry = _mtt[Slot(va)];
            if ((entry & 1) == 0)
                return false;
            ring(entry & ~1ul);
            return true;
        }
        finally
        {
            _umemMutex.Release();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_umemMutex.Wait(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            for (int i = Slot(invalidation.Overlap.Start), last = Slot(invalidation.Overlap.Last); i <= last; i++)
                _mtt[i] = 0;
            return true;
        }
        finally
        {
            _umemMutex.Release();
        }
    }

    protected override void WaitForCommits()
    {
        _umemMutex.Wait();
        _umemMutex.Release();
    }

    private int Slot(ulong va) => (int)((va - _base) / 4096);
}
