// Correct: the callback does not empty the TLBs that the threads have of their own; it moves one shared epoch, and a load counts only if the epoch of its entry is still the current one afterwards.
using System;
using System.Threading;
using NotifierSdk;


public interface IGuestPages
{
    /// <summary>The bytes behind the page. The array stays readable when the page is unmapped.</summary>
    byte[]? Find(ulong page);
}

public sealed class EpochTlb : IntervalNotifier, IDisposable
{
    private const int Sets = 256;
    private const ulong PageSize = 4096;

    private struct Entry
    {
        public long Epoch; // 0: nothing
        public ulong Page;
        public byte[] Bytes;
    }

    private readonly Lock _lock = new();
    private readonly ThreadLocal<Entry[]> _own = new(static () => new Entry[Sets]);
    private readonly IGuestPages _guest;
    private long _epoch = 1; // written under the lock, read without

    public EpochTlb(IGuestPages guest) => _guest = guest;

    public bool TryLoad(ulong address, out byte value, CancellationToken cancel)
    {
        var page = address / PageSize;
        ref var entry = ref _own.Value![page % Sets];
        for (var tries = 0; tries < 16; tries++)
        {
            if (entry.Page == page && entry.Epoch == Volatile.Read(ref _epoch))
            {
                value = entry.Bytes[address % PageSize];
                Interlocked.MemoryBarrier();
                if (entry.Epoch == Volatile.Read(ref _epoch))
                    return true; // loaded before any change began
            }

            if (!TryRefill(page, ref entry, cancel))
                break;
        }

        value = 0;
        return false;
    }

    public void Dispose()
    {
        TryRemove();
        _own.Dispose();
    }

    private bool TryRefill(ulong page, ref Entry entry, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var bytes = _guest.Find(page);
            if (bytes is null)
                return false;

            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                entry.Page = page;
                entry.Bytes = bytes;
                entry.Epoch = _epoch;
                return true;
            }
        }

        return false;
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
            Interlocked.Increment(ref _epoch); // a full fence: loads of before see the former epoch, or count no more
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
}
