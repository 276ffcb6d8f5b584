// Breaks: NSDK3010
// Bug: commits fill the forward and the reverse map, but the callback empties only the forward map.
using System;
using System.Collections.Generic;
using NotifierSdk;

/// <summary>Guest frames to host frames, and back for the dirty log.</summary>
public sealed partial class FrameMaps : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _mmuLock = new("frame maps");
    [ShadowState, GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _hostOfGuest = [];
    [ShadowState, GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _guestOfHost = [];
    private readonly Func<ulong, ulong> _hostFrame;

    public FrameMaps(Func<ulong, ulong> hostFrame) => _hostFrame = hostFrame;

    public void Attach(AddressSpace vm, AddressRange memory) => vm.Insert(this, memory);

    [Fault(Collect = nameof(HostFrame), Commit = nameof(Link))]
    public partial FaultStatus Map(AddressRange page);

    public bool Access(ulong gpa, Action<ulong> access)
    {
        using (_mmuLock.EnterScope())
        {
            if (!_hostOfGuest.TryGetValue(gpa / PageSize, out var frame))
                return false;
            access(frame);
            return true;
        }
    }

    /// <summary>The hardware reports dirty host frames; the guest wants its own numbers.</summary>
    public int CollectDirty(ReadOnlySpan<ulong> hostFrames, HashSet<ulong> dirtyGuestFrames)
    {
        var found = 0;
        using (_mmuLock.EnterScope())
        {
            foreach (var frame in hostFrames)
            {
                if (_guestOfHost.TryGetValue(frame, out var gfn) && dirtyGuestFrames.Add(gfn))
                    found++;
            }
        }

        return found;
    }

    private ulong HostFrame(AddressRange page) => _hostFrame(page.Start / PageSize);

    private void Link(AddressRange page, ulong frame)
    {
        _hostOfGuest[page.Start / PageSize] = frame;
        _guestOfHost[frame] = page.Start / PageSize;
    }

    [Invalidate(IgnoreEvents = [InvalidationEvent.Write])]
    private void Unlink(AddressRange range)
    {
        foreach (var gfn in range.Pages(PageSize))
            _hostOfGuest.Remove(gfn);
    }

    public void Dispose() => TryRemove();
}
