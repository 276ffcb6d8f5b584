// Correct: entries are native memory; an entry has exactly one owner at each moment: collect until commit, Discard if there is none, the shadow until the callback, or a commit that replaces it, frees it under the lock.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using NotifierSdk;

/// <summary>Staging copies of textures for an upload engine, aligned as it wants them.</summary>
public sealed unsafe partial class StagingCache : IntervalNotifier, IDisposable
{
    private const int BlockSize = 65536;

    [DriverLock] private readonly DriverLock _lock = new("staging");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, nint> _blocks = [];
    private readonly Action<ulong, nint> _copyOut;

    public StagingCache(AddressSpace heap, AddressRange range, Action<ulong, nint> copyOut)
    {
        _copyOut = copyOut;
        heap.Insert(this, range);
    }

    [Fault(Collect = nameof(Stage), Commit = nameof(Adopt), Discard = nameof(Free))]
    public partial FaultStatus Prepare(AddressRange block);

    public bool Upload(ulong address, Action<nint> engine)
    {
        using (_lock.EnterScope())
        {
            if (!_blocks.TryGetValue(address / BlockSize, out var staged))
                return false;
            engine(staged + (nint)(address % BlockSize)); // returns when the engine has read it
            return true;
        }
    }

    private nint Stage(AddressRange block)
    {
        var memory = (nint)NativeMemory.AlignedAlloc(BlockSize, 4096);
        try
        {
            _copyOut(block.Start, memory);
            return memory;
        }
        catch
        {
            Free(memory);
            throw;
        }
    }

    private void Adopt(AddressRange block, nint memory)
    {
        var number = block.Start / BlockSize;
        if (_blocks.Remove(number, out var former))
            Free(former);
        _blocks.Add(number, memory);
    }

    private static void Free(nint memory) => NativeMemory.AlignedFree((void*)memory);

    [Invalidate]
    private void Release(AddressRange range)
    {
        foreach (var number in range.Pages(BlockSize))
        {
            if (_blocks.Remove(number, out var memory))
                Free(memory);
        }
    }

    // The last callback, for the removal, has freed every block.
    public void Dispose() => TryRemove();
}
