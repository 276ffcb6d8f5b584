// Breaks: NSDK2004
// Bug: Fill asks ReadRetry before it enters the lock, so a flush can run between the check and the store.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public readonly record struct TlbEntry(nint HostPage, bool Writable);

/// <summary>The software TLB of one virtual CPU.</summary>
public sealed class SoftTlb : IntervalNotifier, IDisposable
{
    private const int PageShift = 12;
    private const ulong PageSize = 1UL << PageShift;

    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, TlbEntry> _entries = new();
    private readonly Func<ulong, TlbEntry?> _walk;
    private long _collisions;

    public SoftTlb(Func<ulong, TlbEntry?> walk) => _walk = walk;

    public long Collisions => Volatile.Read(ref _collisions);

    public void Attach(AddressSpace guest, AddressRange ram) => guest.Insert(this, ram);

    /// <summary>Called on a TLB miss.</summary>
    public bool Fill(ulong va, CancellationToken stop)
    {
        var page = AddressRange.FromLength(va & ~(PageSize - 1), PageSize);
        for (var attempt = 0; attempt < 32; attempt++)
        {
            var token = ReadBegin(page, stop);
            if (_walk(page.Start) is not { } entry)
                return false; // a guest page fault: the interpreter raises it

            if (ReadRetry(token))
            {
                Interlocked.Increment(ref _collisions);
                continue;
            }

            lock (_lock)
            {
                _entries[page.Start >> PageShift] = entry;
                return true;
            }
        }

        return false;
    }

    /// <summary>Performs an access while the entry cannot be flushed.</summary>
    public bool TryAccess(ulong va, bool write, Action<nint> access)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(va >> PageShift, out var entry) || (write && !entry.Writable))
                return false;
            access(entry.HostPage + (nint)(va & (PageSize - 1)));
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _entries.Remove(page);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    public void Dispose() => TryRemove();
}
