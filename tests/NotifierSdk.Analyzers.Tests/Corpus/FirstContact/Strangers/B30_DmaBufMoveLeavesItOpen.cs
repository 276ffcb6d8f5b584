// Breaks: NSDK5006
// Bug: BeginMove detaches an invalidation and returns early, without ending it, when the target heap has no room.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using NotifierSdk;



public enum Heap
{
    System,
    Video,
}

public interface IHeaps
{
    bool TryReserve(Heap heap, ulong bytes, out ulong offset);

    Task CopyAsync(AddressRange from, Heap heap, ulong offset);
}

public sealed class DmaBuf(AddressSpace space, AddressRange range, IHeaps heaps)
{
    public Heap Home { get; private set; } = Heap.System;

    public ulong Offset { get; private set; }

    public async Task<bool> MoveAsync(Heap target)
    {
        if (Home == target)
            return true;

        var move = space.BeginInvalidate(range, InvalidationEvent.Migrate, this).Detach();
        if (!heaps.TryReserve(target, range.Length, out var offset))
            return false;

        try
        {
            await heaps.CopyAsync(range, target, offset);
            (Home, Offset) = (target, offset);
            return true;
        }
        finally
        {
            move.End();
        }
    }
}

public sealed partial class DmaBufImporter(DmaBuf buffer, Func<Heap, ulong, ulong> busAddress) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("importer");
    [GuardedBy(nameof(_lock))] private readonly SortedList<ulong, ulong> _bus = [];

    [Fault(Collect = nameof(Resolve), Commit = nameof(Attach), TimeoutMilliseconds = 2000)]
    public partial FaultOutcome Map(AddressRange page);

    private ulong Resolve(AddressRange page) => busAddress(buffer.Home, buffer.Offset + (page.Start - Range.Start));

    private void Attach(AddressRange page, ulong address) => _bus[page.Start] = address;

    [Invalidate]
    private void Detach(AddressRange gone)
    {
        for (var i = _bus.Count - 1; i >= 0; i--)
        {
            if (gone.Contains(_bus.Keys[i]))
                _bus.RemoveAt(i);
        }
    }
}
