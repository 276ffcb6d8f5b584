// Breaks: NSDK4004
// Bug: Trim calls Forget, which requires the lock, after it has already released it.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Page cache of a user-space file system, with a clock hand.</summary>
public sealed partial class ClockCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private sealed class Slot
    {
        public byte[] Data = [];
        public bool Used;
    }

    [DriverLock] private readonly DriverLock _lock = new("clock cache");
    private readonly Dictionary<ulong, Slot> _slots = [];
    private readonly Func<AddressRange, byte[]> _read;

    public ClockCache(Func<AddressRange, byte[]> read) => _read = read;

    [Fault(Collect = nameof(Read), Commit = nameof(Add))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryRead(ulong page, Action<byte[]> copy)
    {
        using (_lock.EnterScope())
        {
            if (!_slots.TryGetValue(page, out var slot))
                return false;
            slot.Used = true;
            copy(slot.Data);
            return true;
        }
    }

    public int Trim(int target)
    {
        List<ulong> victims = [];
        using (_lock.EnterScope())
        {
            foreach (var (page, slot) in _slots)
            {
                if (_slots.Count - victims.Count <= target)
                    break;
                if (!slot.Used)
                    victims.Add(page);
                slot.Used = false;
            }
        }

        foreach (var page in victims)
            Forget(page);
        return victims.Count;
    }

    public void Dispose() => TryRemove();

    [RequiresLock(nameof(_lock))]
    private void Forget(ulong page) => _slots.Remove(page);

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in _slots.Keys.Where(page => page >= range.Start / PageSize && page <= range.Last / PageSize).ToArray())
            Forget(page);
    }

    private byte[] Read(AddressRange page) => _read(page);

    private void Add(AddressRange page, byte[] data) => _slots[page.Start / PageSize] = new Slot { Data = data, Used = true };
}
