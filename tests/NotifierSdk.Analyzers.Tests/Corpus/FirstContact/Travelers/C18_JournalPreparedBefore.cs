// Correct: The new image is prepared before the announcement, and inside the scope only one reference is exchanged; the statistics behind the scope are no part of the mapping.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public sealed partial class CopyOnWriteImage : IntervalNotifier, IDisposable
{
    private const int BlockSize = 1024;

    [DriverLock] private readonly DriverLock _lock = new("copy-on-write image");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, uint> _digests = [];
    private readonly Lock _writer = new(); // one writer at a time; no callback takes it
    private readonly AddressSpace _space;
    private byte[][] _blocks;
    private long _writes;

    public CopyOnWriteImage(AddressSpace space, int blocks)
    {
        _space = space;
        _blocks = new byte[blocks][];
        Array.Fill(_blocks, new byte[BlockSize]);
    }

    public long Writes => Interlocked.Read(ref _writes);

    public void Mount() => _space.Insert(this, AddressRange.FromLength(0, (ulong)_blocks.Length * BlockSize));

    [Fault(Collect = nameof(Digest), Commit = nameof(Keep))]
    public partial FaultStatus Index(AddressRange block);

    public void Write(int block, ReadOnlySpan<byte> data)
    {
        lock (_writer)
        {
            var next = (byte[][])_blocks.Clone();
            next[block] = data.ToArray();
            using (_space.BeginInvalidate(AddressRange.FromLength((ulong)block * BlockSize, BlockSize), InvalidationEvent.Write))
                Volatile.Write(ref _blocks, next);
        }

        Interlocked.Increment(ref _writes);
    }

    public bool Verify(ulong block, Predicate<uint> matches)
    {
        using (_lock.EnterScope())
            return _digests.TryGetValue(block, out var digest) && matches(digest);
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Forget(AddressRange range)
    {
        foreach (var block in range.Pages(BlockSize))
            _digests.Remove(block);
    }

    private uint Digest(AddressRange block)
    {
        var sum = 2166136261u;
        foreach (var b in Volatile.Read(ref _blocks)[block.Start / BlockSize])
            sum = (sum ^ b) * 16777619u;
        return sum;
    }

    private void Keep(AddressRange block, uint digest) => _digests[block.Start / BlockSize] = digest;
}
