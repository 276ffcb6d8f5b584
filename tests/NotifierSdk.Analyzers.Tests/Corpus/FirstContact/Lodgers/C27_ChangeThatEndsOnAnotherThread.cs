// Correct: the owner changes the memory asynchronously, so it detaches the invalidation from its scope and ends it in a finally after the await, on whatever thread that is.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;

/// <summary>Memory of a virtual machine that is restored from a snapshot file, page by page.</summary>
public sealed class RestorableMemory
{
    public const int PageSize = 4096;

    private readonly AddressSpace _space;
    private readonly byte[] _bytes;

    public RestorableMemory(AddressSpace space, int pages)
    {
        _space = space;
        _bytes = new byte[pages * PageSize];
    }

    public async Task RestoreAsync(int page, Stream snapshot, CancellationToken cancellationToken)
    {
        var range = AddressRange.FromLength((ulong)page * PageSize, PageSize);
        var change = _space.BeginInvalidate(range, InvalidationEvent.Write).Detach();
        try
        {
            await snapshot.ReadExactlyAsync(_bytes.AsMemory(page * PageSize, PageSize), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            change.End(); // also if only half of the page was read: the change is over
        }
    }

    public uint Hash(int page)
    {
        var hash = 2166136261u;
        foreach (var b in _bytes.AsSpan(page * PageSize, PageSize))
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}

/// <summary>Hashes of pages, for a deduplicating scanner.</summary>
public sealed class PageHashes(RestorableMemory memory) : IntervalNotifier, IDisposable
{
    private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<int, uint> _hashes = [];

    public bool Scan(int page, CancellationToken cancellationToken)
    {
        var range = AddressRange.FromLength((ulong)page * RestorableMemory.PageSize, RestorableMemory.PageSize);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(range, cancellationToken); // waits while the page is being restored
            var hash = memory.Hash(page);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _hashes[page] = hash;
                return true;
            }
        }

        return false;
    }

    public bool AreEqual(int left, int right)
    {
        lock (_lock)
            return _hashes.TryGetValue(left, out var l) && _hashes.TryGetValue(right, out var r) && l == r;
    }

    public void Watch(AddressSpace space, int pages) =>
        space.Insert(this, AddressRange.FromLength(0, (ulong)pages * RestorableMemory.PageSize));

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(RestorableMemory.PageSize))
                _hashes.Remove((int)page);
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
