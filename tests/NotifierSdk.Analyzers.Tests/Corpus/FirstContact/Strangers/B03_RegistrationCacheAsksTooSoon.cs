// Breaks: NSDK2004
// Bug: Lookup asks ReadRetry through IsCurrent before it takes the cache's lock, so an invalidation can run between the question and the insertion.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed record MemoryRegion(AddressRange Range, uint LKey, uint RKey)
{
    public int Uses { get; set; }
}

public interface IVerbs
{
    MemoryRegion Register(AddressRange range);

    void Deregister(MemoryRegion region);
}

public sealed class RegistrationCache : IntervalNotifier
{
    private readonly Lock _sync = new();
    private readonly List<MemoryRegion> _regions = new(capacity: 64);
    private readonly IVerbs _verbs;
    private int _hits, _misses;

    public RegistrationCache(IVerbs verbs) => _verbs = verbs;

    public double HitRate
    {
        get
        {
            lock (_sync)
                return _hits + _misses == 0 ? 0 : (double)_hits / (_hits + _misses);
        }
    }

    public MemoryRegion? Lookup(AddressRange range)
    {
        lock (_sync)
        {
            if (_regions.Find(region => region.Range.Contains(range)) is { } known)
            {
                _hits++;
                known.Uses++;
                return known;
            }

            _misses++;
        }

        for (var attempt = 1; attempt <= 8; attempt++)
        {
            var token = ReadBegin(range);
            var fresh = _verbs.Register(range);
            if (!IsCurrent(token))
            {
                _verbs.Deregister(fresh);
                Thread.Sleep(attempt);
                continue;
            }

            lock (_sync)
            {
                fresh.Uses = 1;
                _regions.Add(fresh);
            }

            return fresh;
        }

        return null;
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
            for (var i = _regions.Count - 1; i >= 0; i--)
            {
                if (!_regions[i].Range.Overlaps(invalidation.Overlap))
                    continue;
                _verbs.Deregister(_regions[i]);
                _regions.RemoveAt(i);
            }
        }
        finally
        {
            _sync.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }

    private bool IsCurrent(ReadToken token) => !ReadRetry(token);
}
