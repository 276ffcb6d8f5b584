// Breaks: NSDK2016
// Bug: the fault pins the pages while it collects, and an attempt that collides leaves its pin behind, because no step unpins.
using System;
using System.Collections.Generic;
using NotifierSdk;


public readonly record struct Pin(ulong Iova, int Handle);

/// <summary>What the kernel offers: pins are counted, each one has to be given back.</summary>
public interface IPinnedMemory
{
    Pin PinPages(AddressRange range);

    void UnpinPages(Pin pin);
}

/// <summary>Keeps registrations of user buffers, so that sending the same buffer again costs nothing.</summary>
public sealed partial class RegCache : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("regcache");
    [GuardedBy(nameof(_lock))] private readonly List<(AddressRange Buffer, Pin Pin)> _cached = [];
    private readonly IPinnedMemory _memory;

    public RegCache(IPinnedMemory memory) => _memory = memory;

    public static RegCache Open(AddressSpace space, AddressRange heap, IPinnedMemory memory)
    {
        var cache = new RegCache(memory);
        space.Insert(cache, heap);
        return cache;
    }

    [Fault(Collect = nameof(PinBuffer), Commit = nameof(Remember))]
    public partial FaultStatus Register(AddressRange buffer);

    public bool TryPost(AddressRange buffer, Action<ulong> post)
    {
        using (_lock.EnterScope())
        {
            foreach (var (cached, pin) in _cached)
            {
                if (!cached.Contains(buffer))
                    continue;
                post(pin.Iova + (buffer.Start - cached.Start));
                return true;
            }
        }

        return false;
    }

    public void Dispose() => TryRemove(); // the last callback unpins the rest

    [Invalidate]
    private void Deregister(AddressRange range)
    {
        for (var i = _cached.Count - 1; i >= 0; i--)
        {
            if (!_cached[i].Buffer.Overlaps(range))
                continue;
            _memory.UnpinPages(_cached[i].Pin);
            _cached.RemoveAt(i);
        }
    }

    private Pin PinBuffer(AddressRange buffer) => _memory.PinPages(buffer);

    private void Remember(AddressRange buffer, Pin pin) => _cached.Add((buffer, pin));
}
