// Breaks: NSDK2017
// Bug: The callback drops the pages in one hold of the lock and saves the sequence in a later one; a fault that gets the lock in between commits the old page again.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


/// <summary>Read replica of the pages of a storage engine.</summary>
public sealed class ReplicaPages : IntervalNotifier, IDisposable
{
    private readonly Lock _latch = new();
    private readonly Dictionary<ulong, byte[]> _pages = new();
    private readonly Action<int> _onEvicted;

    public ReplicaPages(Action<int> onEvicted) => _onEvicted = onEvicted;

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
        if (!Acquire(invalidation.IsBlockable))
            return false;
        int evicted;
        try
        {
            evicted = Evict(invalidation.Overlap.AlignOutward(8192));
        }
        finally
        {
            _latch.Exit();
        }

        _onEvicted(evicted); // statistics, not under the latch

        if (!Acquire(invalidation.IsBlockable))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
        }
        finally
        {
            _latch.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_latch)
        {
        }
    }

    private bool Acquire(bool mayWait)
    {
        if (!mayWait)
            return _latch.TryEnter();
        _latch.Enter();
        return true;
    }

    private int Evict(AddressRange range)
    {
        var gone = _pages.Keys.Where(range.Contains).ToArray();
        foreach (var page in gone)
            _pages.Remove(page);
        return gone.Length;
    }
}
