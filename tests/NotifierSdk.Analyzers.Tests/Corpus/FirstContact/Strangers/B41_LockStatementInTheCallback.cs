// Breaks: NSDK3009
// Bug: The callback waits for its lock by a lock statement and never asks whether the invalidation is blockable.
// Today: nothing: the rule is off by default
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public delegate void EvictionHook(ulong page, byte[] content);

public sealed class SwapCache : IntervalNotifier
{
    private readonly Lock _cacheLock = new();
    private readonly Dictionary<ulong, byte[]> _cache = [];
    private readonly Func<ulong, byte[]> _swapIn;

    public SwapCache(Func<ulong, byte[]> swapIn) => _swapIn = swapIn;

    public EvictionHook? Evicted { get; init; }

    public byte[]? SwapIn(ulong page, int attempts = 6)
    {
        while (attempts-- > 0)
        {
            var token = ReadBegin(AddressRange.FromLength(page << 12, 1 << 12));
            var content = _swapIn(page);
            lock (_cacheLock)
            {
                if (!ReadRetry(token))
                    return _cache[page] = content;
            }
        }

        return null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        List<KeyValuePair<ulong, byte[]>> evicted = [];
        lock (_cacheLock)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(1 << 12))
            {
                if (_cache.Remove(page, out var content))
                    evicted.Add(new(page, content));
            }
        }

        if (Evicted is { } hook)
        {
            foreach (var (page, content) in evicted)
                hook(page, content);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_cacheLock)
        {
        }
    }
}
