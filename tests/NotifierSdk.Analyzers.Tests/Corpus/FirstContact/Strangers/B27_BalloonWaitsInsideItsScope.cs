// Breaks: NSDK4008
// Bug: Inflate removes the shadow of the ballooned range while its own scope over that range is still open, so the removal would wait for the end that only this thread can bring.
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface IFrameAllocator
{
    void Reclaim(AddressRange range);

    ulong FrameOf(ulong page);
}

public sealed partial class BalloonShadow(IFrameAllocator frames) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("balloon shadow");
    private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(Find), Commit = nameof(Set))]
    public partial FaultStatus Fault(AddressRange page);

    private ulong Find(AddressRange page) => frames.FrameOf(page.Start >> 12);

    private void Set(AddressRange page, ulong frame) => _frames[page.Start >> 12] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _frames.Remove(page);
    }
}

public sealed class Balloon(AddressSpace guest, IFrameAllocator frames)
{
    private readonly object _sync = new();
    private readonly Dictionary<AddressRange, BalloonShadow> _shadows = [];

    public BalloonShadow Watch(AddressRange range)
    {
        var shadow = new BalloonShadow(frames);
        guest.Insert(shadow, range);
        bool added;
        lock (_sync)
            added = _shadows.TryAdd(range, shadow);
        if (added)
            return shadow;

        shadow.Remove();
        throw new ArgumentException($"{range} is watched already.", nameof(range));
    }

    public void Deflate(AddressRange range)
    {
        if (Take(range) is { } shadow)
            shadow.Remove();
    }

    public void Inflate(AddressRange range)
    {
        using (guest.BeginInvalidate(range, InvalidationEvent.Unmap, owner: this))
        {
            frames.Reclaim(range);
            var shadow = Take(range);
            shadow?.Remove();
        }
    }

    private BalloonShadow? Take(AddressRange range)
    {
        lock (_sync)
            return _shadows.Remove(range, out var shadow) ? shadow : null;
    }
}
