// Breaks: NSDK3011
// Bug: Each virtual processor has its lookaside buffer in a thread-static field, and the callback empties that of the thread that announces the change.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class LookasideBuffer
{
    private readonly (ulong Page, ulong Frame)[] _lines = new (ulong, ulong)[32];

    public bool TryGet(ulong page, out ulong frame)
    {
        ref var line = ref _lines[page % 32];
        frame = line.Frame;
        return line.Page == page + 1;
    }

    public void Set(ulong page, ulong frame) => _lines[page % 32] = (page + 1, frame);

    public void Flush(AddressRange range)
    {
        foreach (ref var line in _lines.AsSpan())
        {
            if (line.Page != 0 && range.Overlaps(AddressRange.FromLength((line.Page - 1) << 12, 4096)))
                line = default;
        }
    }
}

public sealed partial class PerCpuMmu(Func<ulong, ulong?> walk) : IntervalNotifier
{
    [ThreadStatic] private static LookasideBuffer? t_buffer;

    [DriverLock] private readonly DriverLock _lock = new("per cpu mmu");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frames = [];

    private static LookasideBuffer Current => t_buffer ??= new LookasideBuffer();

    [Fault(Collect = nameof(Walk), Commit = nameof(Enter))]
    public partial FaultStatus Fault(AddressRange page);

    public bool TryTranslate(ulong page, out ulong frame)
    {
        if (Current.TryGet(page, out frame))
            return true;

        using (_lock.EnterScope())
        {
            if (!_frames.TryGetValue(page, out frame))
                return false;
            Current.Set(page, frame);
            return true;
        }
    }

    private bool Walk(AddressRange page, out ulong frame)
    {
        var found = walk(page.Start >> 12);
        frame = found ?? 0;
        return found is not null;
    }

    private void Enter(AddressRange page, ulong frame)
    {
        _frames[page.Start >> 12] = frame;
        Current.Set(page.Start >> 12, frame);
    }

    [Invalidate]
    private void Shootdown(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _frames.Remove(page);
        Current.Flush(range);
    }
}
