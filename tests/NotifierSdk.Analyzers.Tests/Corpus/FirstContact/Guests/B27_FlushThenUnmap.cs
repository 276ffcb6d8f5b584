// Breaks: NSDK5010
// Bug: Unmap uses the announcement as a flush and ends it at once; the page disappears behind the scope, when a fault may have brought it back into the shadow.
using System;
using System.Collections.Generic;
using NotifierSdk;


/// <summary>The page table of a simulated process. It announces its own changes.</summary>
public sealed class SimulatedProcess
{
    public const ulong PageSize = 4096;

    private readonly AddressSpace _space;
    private readonly ulong?[] _frames;

    public SimulatedProcess(AddressSpace space, int pages)
    {
        _space = space;
        _frames = new ulong?[pages];
    }

    public AddressRange All => AddressRange.FromLength(0, (ulong)_frames.Length * PageSize);

    public void Map(ulong page, ulong frame)
    {
        using (_space.BeginInvalidate(RangeOf(page), InvalidationEvent.Clear))
            _frames[page] = frame;
    }

    public void Unmap(ulong page)
    {
        using (_space.BeginInvalidate(RangeOf(page), InvalidationEvent.Unmap))
        {
            // flushes the devices
        }

        _frames[page] = null;
    }

    internal bool TryWalk(ulong page, out ulong frame)
    {
        var entry = _frames[page];
        frame = entry.GetValueOrDefault();
        return entry.HasValue;
    }

    private static AddressRange RangeOf(ulong page) => AddressRange.FromLength(page * PageSize, PageSize);
}

/// <summary>Address translation cache of a simulated accelerator.</summary>
public sealed partial class AtsCache : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("ats");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _cache = [];
    private readonly SimulatedProcess _process;

    public AtsCache(AddressSpace space, SimulatedProcess process)
    {
        _process = process;
        space.Insert(this, process.All);
    }

    [Fault(Collect = nameof(Walk), Commit = nameof(Fill))]
    public partial FaultStatus Request(AddressRange page);

    public bool TryAccess(ulong page, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_cache.TryGetValue(page, out var frame))
                return false;
            access(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(SimulatedProcess.PageSize))
            _cache.Remove(page);
    }

    private bool Walk(AddressRange page, out ulong frame) => _process.TryWalk(page.Start / SimulatedProcess.PageSize, out frame);

    private void Fill(AddressRange page, ulong frame) => _cache[page.Start / SimulatedProcess.PageSize] = frame;
}
