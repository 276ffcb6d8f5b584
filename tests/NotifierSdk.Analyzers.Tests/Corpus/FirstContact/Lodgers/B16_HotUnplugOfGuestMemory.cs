// Breaks: NSDK5010
// Bug: Unplug begins the invalidation and ends it at once, and takes the frames away only afterwards, so a fault in between commits a frame that is about to go.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>The memory modules of a virtual machine, and the owner of its physical address space.</summary>
public sealed class GuestPhysicalMemory
{
    private const ulong PageSize = 4096;

    private readonly AddressSpace _space;
    private readonly long[] _frames; // host frame + 1, 0 where nothing is plugged in

    public GuestPhysicalMemory(AddressSpace space, int pages)
    {
        _space = space;
        _frames = new long[pages];
    }

    public void Plug(ulong firstPage, ReadOnlySpan<long> frames)
    {
        var range = AddressRange.FromLength(firstPage * PageSize, (ulong)frames.Length * PageSize);
        using (_space.BeginInvalidate(range, InvalidationEvent.Unmap))
        {
            for (var i = 0; i < frames.Length; i++)
                Volatile.Write(ref _frames[firstPage + (ulong)i], frames[i] + 1);
        }
    }

    public void Unplug(ulong firstPage, ulong count)
    {
        var range = AddressRange.FromLength(firstPage * PageSize, count * PageSize);
        _space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();
        for (var page = firstPage; page < firstPage + count; page++)
            Volatile.Write(ref _frames[page], 0);
    }

    public bool TryFrame(ulong page, out long frame)
    {
        frame = Volatile.Read(ref _frames[page]) - 1;
        return frame >= 0;
    }
}

public sealed partial class BalloonView(GuestPhysicalMemory memory) : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("balloon");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, long> _frames = [];

    public void Attach(AddressSpace space, AddressRange all) => space.Insert(this, all);

    public void Dispose() => TryRemove();

    [Fault(Collect = nameof(TryLook), Commit = nameof(Note))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryInflate(ulong page, Action<long> giveToHost)
    {
        using (_lock.EnterScope())
        {
            if (!_frames.Remove(page, out var frame))
                return false;
            giveToHost(frame);
            return true;
        }
    }

    private bool TryLook(AddressRange page, out long frame) => memory.TryFrame(page.Start / PageSize, out frame);

    private void Note(AddressRange page, long frame) => _frames[page.Start / PageSize] = frame;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(PageSize))
            _frames.Remove(page);
    }
}
