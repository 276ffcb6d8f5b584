// Breaks: NSDK4005
// Bug: Shrink takes the LRU lock and then the driver lock, while the callback, which holds the driver lock, takes the LRU lock.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class CachedPage
{
    public required ulong Number { get; init; }

    public required byte[] Bytes { get; init; }

    public LinkedListNode<CachedPage>? Node { get; set; }
}

public sealed partial class LruPageCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly Lock _treeLock = new();
    private readonly Lock _lruLock = new();
    [GuardedBy(nameof(_treeLock))] private readonly Dictionary<ulong, CachedPage> _tree = new();
    [GuardedBy(nameof(_lruLock))] private readonly LinkedList<CachedPage> _lru = new();
    private readonly Func<ulong, byte[]> _read;

    public LruPageCache(Func<ulong, byte[]> read) => _read = read;

    public void Open(AddressSpace file, AddressRange extent) => file.Insert(this, extent);

    [Fault(Collect = nameof(Read), Commit = nameof(Add))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryCopy(ulong address, Span<byte> destination)
    {
        lock (_treeLock)
        {
            if (!_tree.TryGetValue(address / PageSize, out var page))
                return false;
            page.Bytes.AsSpan((int)(address % PageSize), destination.Length).CopyTo(destination);
            return true;
        }
    }

    /// <summary>Called by the memory pressure monitor.</summary>
    public int Shrink(int target)
    {
        var freed = 0;
        lock (_lruLock)
        {
            while (_lru.Count > target && _lru.Last is { } oldest)
            {
                lock (_treeLock)
                    _tree.Remove(oldest.Value.Number);
                _lru.RemoveLast();
                oldest.Value.Node = null;
                freed++;
            }
        }

        return freed;
    }

    private byte[] Read(AddressRange page) => _read(page.Start / PageSize);

    private void Add(AddressRange page, byte[] bytes)
    {
        var number = page.Start / PageSize;
        Drop(number);
        var added = new CachedPage { Number = number, Bytes = bytes };
        _tree.Add(number, added);
        lock (_lruLock)
            added.Node = _lru.AddFirst(added);
    }

    [Invalidate]
    private void Invalidate(AddressRange range)
    {
        foreach (var number in range.Pages(PageSize))
            Drop(number);
    }

    [RequiresLock(nameof(_treeLock))]
    private void Drop(ulong number)
    {
        if (!_tree.Remove(number, out var page))
            return;
        lock (_lruLock)
        {
            if (page.Node is { } node)
                _lru.Remove(node);
            page.Node = null;
        }
    }

    public void Dispose() => TryRemove();
}
