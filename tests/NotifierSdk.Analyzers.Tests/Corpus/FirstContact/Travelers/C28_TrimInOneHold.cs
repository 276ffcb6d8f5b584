// Correct: A public method calls the [Invalidate] method directly, which looks like a forged callback, but it holds the driver lock, and to drop more than was announced is always allowed.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed partial class TwoQueueCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("two-queue cache");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _hot = [];
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _cold = [];
    private readonly Func<AddressRange, byte[]> _read;

    public TwoQueueCache(Func<AddressRange, byte[]> read) => _read = read;

    [Fault(Collect = nameof(Read), Commit = nameof(Add))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryRead(ulong page, Action<byte[]> copy)
    {
        using (_lock.EnterScope())
        {
            if (!_hot.TryGetValue(page, out var data))
            {
                if (!_cold.Remove(page, out data))
                    return false;
                _hot[page] = data;
            }

            copy(data);
            return true;
        }
    }

    /// <summary>Memory pressure: the file's tail is the least likely to be read again.</summary>
    public void TrimTail(ulong fromPage)
    {
        using (_lock.EnterScope())
            Drop(AddressRange.FromBounds(fromPage * PageSize, ulong.MaxValue));
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Drop(AddressRange range)
    {
        Cut(_hot, range);
        Cut(_cold, range);
    }

    private static void Cut(Dictionary<ulong, byte[]> queue, AddressRange range)
    {
        foreach (var page in queue.Keys.Where(page => page >= range.Start / PageSize && page <= range.Last / PageSize).ToArray())
            queue.Remove(page);
    }

    private byte[] Read(AddressRange page) => _read(page);

    private void Add(AddressRange page, byte[] data)
    {
        var number = page.Start / PageSize;
        _hot.Remove(number);
        _cold[number] = data;
    }
}
