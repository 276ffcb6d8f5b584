// Correct: Inflate reclaims the frames inside its scope, waiting or only trying, and removes the notifier after the scope has ended.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed partial class GuestFrames(Func<ulong, ulong> frameOf) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("guest frames");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    [Fault(Collect = nameof(Find), Commit = nameof(Set))]
    public partial FaultStatus Fault(AddressRange page);

    private ulong Find(AddressRange page) => frameOf(page.Start >> 12);

    private void Set(AddressRange page, ulong frame) => _frames[page.Start >> 12] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _frames.Remove(page);
    }
}

public sealed class PatientBalloon(AddressSpace guest, Func<ulong, ulong> frameOf, Action<AddressRange> reclaim) : IDisposable
{
    private readonly object _sync = new();
    private readonly Dictionary<AddressRange, GuestFrames> _shadows = [];

    public GuestFrames Watch(AddressRange range)
    {
        var shadow = new GuestFrames(frameOf);
        guest.Insert(shadow, range);
        bool added;
        lock (_sync)
            added = _shadows.TryAdd(range, shadow);
        if (added)
            return shadow;

        shadow.Remove();
        throw new ArgumentException($"{range} is watched already.", nameof(range));
    }

    public bool Inflate(AddressRange range, bool mayWait)
    {
        if (mayWait)
        {
            using (guest.BeginInvalidate(range, InvalidationEvent.Unmap, owner: this))
                reclaim(range);
        }
        else
        {
            if (!guest.TryBeginInvalidate(range, InvalidationEvent.Unmap, this, out var scope))
                return false;
            using (scope)
                reclaim(range);
        }

        GuestFrames? shadow;
        lock (_sync)
            _shadows.Remove(range, out shadow);
        shadow?.Remove();
        return true;
    }

    public void Dispose()
    {
        List<GuestFrames> rest;
        lock (_sync)
        {
            rest = [.. _shadows.Values];
            _shadows.Clear();
        }

        foreach (var shadow in rest)
            shadow.Remove();
    }
}
