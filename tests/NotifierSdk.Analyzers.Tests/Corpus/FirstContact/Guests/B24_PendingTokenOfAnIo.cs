// Breaks: NSDK2013
// Bug: the request keeps its token in a field until the I/O completes; the next request overwrites it, and the first completion is checked with a token that is younger than its data.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IBlockDevice
{
    /// <summary>Reads one page, and calls back on a thread of its own.</summary>
    void ReadAsync(ulong page, Action<ulong, byte[]> completed);
}

/// <summary>A page cache in front of a device. Requests are split-phase: submit now, complete later.</summary>
public sealed class SplitPhaseCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("split-phase cache");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly IBlockDevice _device;
    private ReadToken _pending;

    public SplitPhaseCache(IBlockDevice device) => _device = device;

    public int Collisions { get; private set; }

    /// <summary>The page is in the cache some time later, or it is not: then the caller asks again.</summary>
    public void Submit(ulong page, CancellationToken cancel)
    {
        _pending = ReadBegin(AddressRange.FromLength(page * PageSize, PageSize), cancel);
        _device.ReadAsync(page, Completed);
    }

    public bool TryCopy(ulong page, int offset, Span<byte> target)
    {
        using (_lock.EnterScope())
        {
            if (!_pages.TryGetValue(page, out var bytes))
                return false;
            bytes.AsSpan(offset, target.Length).CopyTo(target);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    private void Completed(ulong page, byte[] bytes)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(_pending))
            {
                Collisions++;
                return;
            }

            _pages[page] = bytes;
        }
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
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
