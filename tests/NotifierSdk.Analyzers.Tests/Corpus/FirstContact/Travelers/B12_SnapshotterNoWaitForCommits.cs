// Breaks: NSDK5011
// Bug: Dispose frees the native slab after Remove, but the driver does not override WaitForCommits, so a commit that has passed ReadRetry may still write to the slab.
using System;
using System.Runtime.InteropServices;
using System.Threading;
using NotifierSdk;


/// <summary>Checksums of a guest's pages for incremental snapshots, in native memory.</summary>
public sealed unsafe class ChecksumSlab : IntervalNotifier, IDisposable
{
    private readonly Lock _sync = new();
    private readonly Func<int, uint> _checksum;
    private readonly int _pages;
    private uint* _slab;

    public ChecksumSlab(int pages, Func<int, uint> checksum)
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
            lock (_sync)
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
        lock (_sync)
        {
            return (uint)page < (uint)_pages && _slab[page] == expected;
        }
    }

    public void Dispose()
    {
        TryRemove();
        NativeMemory.Free(_slab); // nothing, the second time
        _slab = null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _sync.Enter();
        else if (!_sync.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _slab[page] = 0;
        }
        finally
        {
            _sync.Exit();
        }

        return true;
    }
}
