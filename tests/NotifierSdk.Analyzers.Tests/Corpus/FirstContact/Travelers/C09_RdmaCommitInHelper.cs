// Correct: The check and the commit are two methods apart from the loop; the first requires the lock and fills the table only in the branch in which ReadRetry said no.
using System;
using System.Threading;
using NotifierSdk;


public sealed class OdpMemoryRegion : IntervalNotifier, IDisposable
{
    private readonly SemaphoreSlim _umemMutex = new(1, 1);
    private readonly ulong _base;
    private readonly Func<ulong, ulong> _translate;
    [ShadowState] private readonly ulong[] _mtt;

    public OdpMemoryRegion(AddressRange region, Func<ulong, ulong> translate)
    {
        _base = region.Start;
        _translate = translate;
        _mtt = new ulong[(region.Length + 4095) / 4096];
    }

    public void Register(AddressSpace mm) => mm.Insert(this, AddressRange.FromLength(_base, (ulong)_mtt.Length * 4096));

    public void Dispose()
    {
        TryRemove();
        _umemMutex.Dispose();
    }

    public bool PageFault(ulong va, CancellationToken cancellation)
    {
        var page = AddressRange.FromLength(va & ~4095ul, 4096);
        for (var tries = 0; tries < 8; tries++)
        {
            var token = ReadBegin(page, cancellation);
            var dma = _translate(page.Start);
            _umemMutex.Wait(CancellationToken.None);
            try
            {
                if (TryCommit(token, page.Start, dma))
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

    [RequiresLock(nameof(_umemMutex))]
    private bool TryCommit(ReadToken token, ulong va, ulong dma)
    {
        if (ReadRetry(token))
            return false;
        Write(va, dma | 1);
        return true;
    }

    [RequiresLock(nameof(_umemMutex))]
    private void Write(ulong va, ulong entry) => _mtt[Slot(va)] = entry;

    private int Slot(ulong va) => (int)((va - _base) / 4096);
}
