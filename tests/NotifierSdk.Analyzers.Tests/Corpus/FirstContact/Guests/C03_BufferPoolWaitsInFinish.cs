// Correct: readers take no lock; the finish step waits until they have left, and the start refuses a change that may not wait before it has touched anything.
using System;
using System.Threading;
using NotifierSdk;


public interface IStore
{
    IntPtr MapBlock(ulong block);
}

/// <summary>Block number to address of the block in the mapped data file.</summary>
public sealed partial class BlockMap : IntervalNotifier, IDisposable
{
    private const ulong BlockSize = 8192;

    [DriverLock] private readonly DriverLock _latch = new("block map");
    private readonly IntPtr[] _blocks; // written under the latch, read in sections
    private readonly RetireList<IntPtr> _readers = new(static _ => { }, "block readers");
    private readonly IStore _store;
    private readonly ulong _base;

    public BlockMap(IStore store, AddressRange file)
    {
        _store = store;
        _base = file.Start;
        _blocks = new IntPtr[((file.Last - file.Start) / BlockSize) + 1];
    }

    [Fault(Collect = nameof(MapBlock), Commit = nameof(Publish))]
    public partial FaultStatus Load(AddressRange block);

    public bool TryWith<TState>(ulong address, TState state, Action<IntPtr, TState> use)
    {
        using (_readers.EnterSection())
        {
            var pointer = Volatile.Read(ref _blocks[IndexOf(address)]);
            if (pointer == IntPtr.Zero)
                return false;
            use(pointer, state);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
        _readers.Dispose();
    }

    [InvalidateStart]
    private bool Drop(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return false; // the finish would have to wait

        for (var block = IndexOf(invalidation.Overlap.Start); block <= IndexOf(invalidation.Overlap.Last); block++)
            Volatile.Write(ref _blocks[block], IntPtr.Zero);
        return true;
    }

    [InvalidateFinish]
    private void AwaitReaders() => _readers.Synchronize();

    private IntPtr MapBlock(AddressRange block) => _store.MapBlock(IndexOf(block.Start));

    private void Publish(AddressRange block, IntPtr pointer) => Volatile.Write(ref _blocks[IndexOf(block.Start)], pointer);

    private ulong IndexOf(ulong address) => (address - _base) / BlockSize;
}
