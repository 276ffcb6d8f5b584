// Breaks: NSDK2004
// Bug: the helper asks ReadRetry before the lock is taken, so an invalidation between the two is lost.
using System;
using System.Threading;
using NotifierSdk;

public readonly record struct TlbEntry(ulong Tag, ulong Host, bool Writable)
{
    public static readonly TlbEntry Empty = new(ulong.MaxValue, 0, false);
}

public delegate bool PageWalk(ulong guest, out ulong host, out bool writable);

public sealed class SoftTlb : IntervalNotifier
{
    private const int Ways = 256;
    private readonly object _sync = new();
    private readonly TlbEntry[] _entries = new TlbEntry[Ways];
    private readonly PageWalk _walk;
    private long _misses, _collisions;

    public SoftTlb(PageWalk walk)
    {
        _walk = walk;
        Array.Fill(_entries, TlbEntry.Empty);
    }

    public (long Misses, long Collisions) Statistics => (Interlocked.Read(ref _misses), Interlocked.Read(ref _collisions));

    public bool Translate(ulong address, out TlbEntry entry)
    {
        var tag = address >> 12;
        lock (_sync)
        {
            entry = _entries[tag % Ways];
            if (entry.Tag == tag)
                return true;
        }

        Interlocked.Increment(ref _misses);
        return Refill(tag, out entry);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Monitor.TryEnter(_sync, invalidation.IsBlockable ? Timeout.InfiniteTimeSpan : TimeSpan.Zero))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            for (var i = 0; i < Ways; i++)
            {
                if (_entries[i].Tag != ulong.MaxValue && invalidation.Overlap.Contains(_entries[i].Tag << 12))
                    _entries[i] = TlbEntry.Empty;
            }
        }
        finally
        {
            Monitor.Exit(_sync);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_sync)
        {
        }
    }

    private bool Refill(ulong tag, out TlbEntry entry)
    {
        entry = TlbEntry.Empty;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(tag << 12, 4096));
            if (!_walk(tag << 12, out var host, out var writable))
                return false;
            if (IsStale(token))
                continue;
            entry = new TlbEntry(tag, host, writable);
            lock (_sync)
                _entries[tag % Ways] = entry;
            return true;
        }

        return false;
    }

    private bool IsStale(ReadToken token)
    {
        var stale = ReadRetry(token);
        if (stale)
            Interlocked.Increment(ref _collisions);
        return stale;
    }
}
