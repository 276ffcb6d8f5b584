// Correct: The callback takes the lock twice; the first hold saves the sequence and drops the range, and the second only notes a counter that no fault looks at.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public sealed class StandbyPages : IntervalNotifier, IDisposable
{
    private readonly Lock _latch = new();
    private readonly Dictionary<ulong, byte[]> _pages = new();
    private readonly Func<int, long> _costOf;
    private long _evictionCost;

    public StandbyPages(Func<int, long> costOf) => _costOf = costOf;

    public long EvictionCost
    {
        get
        {
            lock (_latch)
                return _evictionCost;
        }
    }

    public bool Replicate(AddressRange page, Func<AddressRange, byte[]> read, CancellationToken cancellation)
    {
        var left = 24;
        while (left-- > 0)
        {
            var token = ReadBegin(page, cancellation);
            var bytes = read(page);
            lock (_latch)
            {
                if (ReadRetry(token))
                    continue;
                _pages[page.Start] = bytes;
                return true;
            }
        }

        return false;
    }

    public bool Scan(ulong page, Action<byte[]> row)
    {
        lock (_latch)
        {
            if (!_pages.TryGetValue(page, out var bytes))
                return false;
            row(bytes);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _latch.Enter();
        else if (!_latch.TryEnter())
            return false;

        int evicted;
        try
        {
            SetSeq(invalidation.Sequence);
            evicted = Evict(invalidation.Overlap.AlignOutward(8192));
        }
        finally
        {
            _latch.Exit();
        }

        var cost = _costOf(evicted);
        if (_latch.TryEnter()) // only statistics: not worth a wait
        {
            try
            {
                _evictionCost += cost;
            }
            finally
            {
                _latch.Exit();
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_latch)
        {
        }
    }

    private int Evict(AddressRange range)
    {
        var gone = _pages.Keys.Where(range.Contains).ToArray();
        foreach (var page in gone)
            _pages.Remove(page);
        return gone.Length;
    }
}
