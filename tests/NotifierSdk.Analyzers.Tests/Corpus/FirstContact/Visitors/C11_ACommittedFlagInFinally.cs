// Correct: a flag says whether the pins were handed to the shadow, and finally gives back what was not, also after an exception.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public interface IPageAllocator
{
    ulong[] PinPages(AddressRange range);

    void UnpinPages(ulong[] frames);
}

public sealed class PinnedRegions : IntervalNotifier, IDisposable
{
    private readonly IPageAllocator _allocator;
    private readonly object _lock = new();
    private readonly Dictionary<AddressRange, ulong[]> _regions = new();

    public PinnedRegions(IPageAllocator allocator)
    {
        _allocator = allocator;
    }

    public bool Map(AddressRange range, Action<ulong[]> program, CancellationToken stop)
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin(range, stop);
            var frames = _allocator.PinPages(range);
            var committed = false;
            try
            {
                lock (_lock)
                {
                    if (ReadRetry(token))
                        continue;
                    program(frames);
                    Release(range);
                    _regions.Add(range, frames);
                    committed = true;
                    return true;
                }
            }
            finally
            {
                if (!committed)
                    _allocator.UnpinPages(frames);
            }
        }

        return false;
    }

    public void Dispose()
    {
        TryRemove();
        lock (_lock)
        {
            foreach (var range in _regions.Keys.ToArray())
                Release(range);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_lock, invalidation.IsBlockable ? Timeout.InfiniteTimeSpan : TimeSpan.Zero))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var range in _regions.Keys.Where(range => range.Overlaps(overlap)).ToArray())
                Release(range);
            return true;
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private void Release(AddressRange range)
    {
        if (_regions.Remove(range, out var frames))
            _allocator.UnpinPages(frames);
    }
}
