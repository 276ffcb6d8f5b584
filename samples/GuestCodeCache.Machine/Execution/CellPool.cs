using System.Runtime.InteropServices;

namespace GuestCodeCache.Machine.Execution;

/// <summary>
/// Native memory in which translated blocks count how often they ran: each a cell, in which each thread of the guest has a counter. A cell that is given back is
/// the next to be handed out, so a block that still runs then is found out.
/// </summary>
public sealed unsafe class CellPool : IDisposable
{
    private const int CellsPerChunk = 256;

    private readonly Lock _lock = new();
    private readonly Stack<nint> _free = []; // under the lock, as is what follows
    private readonly List<nint> _chunks = [];
    private long _total, _taken, _givenBack;
    private string? _wrong;

    /// <summary>What was counted in cells that were given back.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
                return _total;
        }
    }

    /// <summary>How many cells blocks have at the moment.</summary>
    public long InUse
    {
        get
        {
            lock (_lock)
                return _taken - _givenBack;
        }
    }

    /// <summary>Something that counted in a cell which was free.</summary>
    public string? Wrong
    {
        get
        {
            lock (_lock)
                return _wrong;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var chunk in _chunks)
            NativeMemory.Free((void*)chunk);
    }

    internal long* Take()
    {
        lock (_lock)
        {
            if (_free.Count == 0)
                AddChunk();
            var cell = (long*)_free.Pop();
            if (Sum(cell) != 0)
                _wrong ??= $"a block ran {Sum(cell)} times after its cell was given back";
            new Span<long>(cell, Hart.MaxCount).Clear();
            _taken++;
            return cell;
        }
    }

    internal void GiveBack(long* cell)
    {
        lock (_lock)
        {
            _total += Sum(cell);
            new Span<long>(cell, Hart.MaxCount).Clear();
            _free.Push((nint)cell);
            _givenBack++;
        }
    }

    private static long Sum(long* cell)
    {
        var sum = 0L;
        for (var hart = 0; hart < Hart.MaxCount; hart++)
            sum += cell[hart];
        return sum;
    }

    private void AddChunk()
    {
        var chunk = (nint)NativeMemory.AllocZeroed(CellsPerChunk * Hart.MaxCount, sizeof(long));
        _chunks.Add(chunk);
        for (var index = CellsPerChunk - 1; index >= 0; index--)
            _free.Push(chunk + index * Hart.MaxCount * sizeof(long));
    }
}
