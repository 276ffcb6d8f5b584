// Correct: The driver frees native memory after its removal and has no WaitForCommits of its own: its base class, which owns the lock, overrides it.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;


public abstract class GatedNotifier : IntervalNotifier
{
    protected readonly Lock Sync = new();

    protected abstract void Forget(AddressRange range);

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            Sync.Enter();
        else if (!Sync.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            Forget(invalidation.Overlap);
        }
        finally
        {
            Sync.Exit();
        }

        return true;
    }

    protected sealed override void WaitForCommits()
    {
        lock (Sync)
        {
        }
    }
}

public sealed unsafe class PageHashes : GatedNotifier, IDisposable
{
    private readonly Func<int, uint> _checksum;
    private readonly int _pages;
    private uint* _slab;

    public PageHashes(int pages, Func<int, uint> checksum)
    {
        _pages = pages;
        _checksum = checksum;
        _slab = (uint*)NativeMemory.AllocZeroed((nuint)pages, sizeof(uint));
    }

    public void Start(AddressSpace guest) => guest.Insert(this, AddressRange.FromLength(0, (ulong)_pages * 4096));

    public bool Scan(int page, CancellationToken cancellation)
    {
        var range = AddressRange.FromLength((ulong)page * 4096, 4096);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var token = ReadBegin(range, cancellation);
            var sum = _checksum(page);
            lock (Sync)
            {
                if (ReadRetry(token))
                    continue;
                _slab[page] = sum;
                return true;
            }
        }

        return false;
    }

    public bool IsKnown(int page, uint expected)
    {
        lock (Sync)
            return _slab != null && (uint)page < (uint)_pages && _slab[page] == expected;
    }

    public void Dispose()
    {
        TryRemove();
        lock (Sync)
        {
            NativeMemory.Free(_slab);
            _slab = null;
        }
    }

    protected override void Forget(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _slab[page] = 0;
    }
}
