// Correct: Lookup reads an immutable array that commits and the callback replace as a whole under the lock.
using System;
using System.Collections.Immutable;
using System.Threading;
using NotifierSdk;



public sealed record CompiledBlock(AddressRange Source, Func<int> Entry);

public sealed partial class BlockSnapshots(Func<AddressRange, CompiledBlock> compile) : IntervalNotifier
{
    private sealed record Snapshot(ImmutableArray<CompiledBlock> Blocks, int Generation);

    [DriverLock] private readonly DriverLock _lock = new("block snapshots");
    private Snapshot _snapshot = new([], 0);
    private long _hits, _misses;

    public double HitRate
    {
        get
        {
            var (hits, misses) = (Interlocked.Read(ref _hits), Interlocked.Read(ref _misses));
            return hits + misses == 0 ? 0 : (double)hits / (hits + misses);
        }
    }

    [Fault(Collect = nameof(Compile), Commit = nameof(Append))]
    private partial FaultStatus Load(AddressRange source);

    public int Execute(AddressRange source)
    {
        for (var round = 0; round < 3; round++)
        {
            if (Lookup(source.Start) is { } block)
            {
                Interlocked.Increment(ref _hits);
                return block.Entry();
            }

            Interlocked.Increment(ref _misses);
            var status = Load(source);
            if (status != FaultStatus.Completed)
                throw new FaultException(status);
        }

        throw new FaultException(FaultStatus.Collided);
    }

    private CompiledBlock? Lookup(ulong address)
    {
        foreach (var block in Volatile.Read(ref _snapshot).Blocks)
        {
            if (block.Source.Contains(address))
                return block;
        }

        return null;
    }

    private CompiledBlock Compile(AddressRange source) => compile(source);

    private void Append(CompiledBlock block) => Replace(_snapshot.Blocks.Add(block));

    [Invalidate]
    private void Discard(AddressRange range) => Replace(_snapshot.Blocks.RemoveAll(block => block.Source.Overlaps(range)));

    private void Replace(ImmutableArray<CompiledBlock> blocks) =>
        Volatile.Write(ref _snapshot, new Snapshot(blocks, _snapshot.Generation + 1));
}
