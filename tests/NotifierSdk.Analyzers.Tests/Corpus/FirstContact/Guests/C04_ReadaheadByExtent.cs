// Correct: one call commits page after page, each in a read section of its own, so the call may stop halfway; what it has entered by then is valid for itself.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed class PageCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 16384;
    private const int Patience = 20;

    private readonly DriverLock _lock = new("page cache");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly Func<ulong, byte[]> _readPage;

    public PageCache(Func<ulong, byte[]> readPage) => _readPage = readPage;

    /// <summary>Reads ahead, and says how many pages of the extent it has brought in.</summary>
    public int ReadAhead(AddressRange extent, CancellationToken cancel)
    {
        var done = 0;
        foreach (var page in extent.Pages(PageSize))
        {
            if (!TryBringIn(page, cancel))
                break;
            done++;
        }

        return done;
    }

    public bool TryCopy(ulong page, Span<byte> target)
    {
        using (_lock.EnterScope())
        {
            if (!_pages.TryGetValue(page, out var bytes))
                return false;
            bytes.CopyTo(target);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    private bool TryBringIn(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var tries = 0; tries < Patience; tries++)
        {
            if (TryReadBegin(range, TimeSpan.FromSeconds(1), cancel, out var token) != FaultStatus.Completed)
                return false;
            var bytes = _readPage(page);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _pages[page] = bytes;
                    return true;
                }
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _pages.Remove(page);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
