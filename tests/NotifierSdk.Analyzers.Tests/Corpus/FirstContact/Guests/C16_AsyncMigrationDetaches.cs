// Correct: the owner detaches the invalidation from its scope, because the copy is awaited and may go on on another thread, and ends it in a finally, whatever the copy does.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


public interface IMemoryNode
{
    ulong Allocate(ulong pages);

    void Free(ulong frame, ulong pages);

    Task CopyAsync(ulong from, ulong to, ulong pages, CancellationToken cancel);
}

/// <summary>Owns where each block of guest memory lives, and moves blocks between NUMA nodes.</summary>
public sealed class Placement(AddressSpace space, IMemoryNode memory)
{
    public const ulong BlockSize = 2ul << 20;
    public const ulong PagesPerBlock = 512;

    private readonly Lock _homesLock = new();
    private readonly Dictionary<ulong, ulong> _homes = [];
    private readonly SemaphoreSlim _oneMove = new(1, 1); // never taken in a callback

    public bool TryPlace(ulong block, ulong frame)
    {
        using (space.BeginInvalidate(RangeOf(block), InvalidationEvent.Clear))
        {
            lock (_homesLock)
                return _homes.TryAdd(block, frame); // what has a home is moved, and not placed again
        }
    }

    public async Task<bool> MoveAsync(ulong block, CancellationToken cancel)
    {
        await _oneMove.WaitAsync(cancel);
        try
        {
            if (!TryFind(block, out var from))
                return false;

            var to = memory.Allocate(PagesPerBlock);
            var unused = to;
            try
            {
                var moving = space.BeginInvalidate(RangeOf(block), InvalidationEvent.Migrate).Detach();
                try
                {
                    await memory.CopyAsync(from, to, PagesPerBlock, cancel).ConfigureAwait(false);
                    lock (_homesLock)
                        _homes[block] = to;
                    unused = from;
                }
                finally
                {
                    moving.End();
                }
            }
            finally
            {
                memory.Free(unused, PagesPerBlock);
            }

            return true;
        }
        finally
        {
            _oneMove.Release();
        }
    }

    public bool TryFind(ulong block, out ulong frame)
    {
        lock (_homesLock)
            return _homes.TryGetValue(block, out frame);
    }

    private static AddressRange RangeOf(ulong block) => AddressRange.FromLength(block * BlockSize, BlockSize);
}

/// <summary>The huge-page mappings of one virtual device.</summary>
public sealed partial class DeviceMappings(Placement placement) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(Find), Commit = nameof(Map))]
    public partial Task<FaultStatus> FaultAsync(AddressRange block, CancellationToken cancel);

    public bool TryUse(ulong block, Action<ulong> use)
    {
        lock (_lock)
        {
            if (!_frames.TryGetValue(block, out var frame))
                return false;
            use(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unmap(AddressRange range)
    {
        foreach (var block in range.Pages(Placement.BlockSize))
            _frames.Remove(block);
    }

    private bool Find(AddressRange block, out ulong frame) => placement.TryFind(block.Start / Placement.BlockSize, out frame);

    private void Map(AddressRange block, ulong frame) => _frames[block.Start / Placement.BlockSize] = frame;
}
