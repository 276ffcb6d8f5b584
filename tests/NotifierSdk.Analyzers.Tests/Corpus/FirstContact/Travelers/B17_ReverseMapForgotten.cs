// Breaks: NSDK3010
// Bug: Commits fill a forward and a reverse table, and the callback empties the forward one only, so a reverse lookup still finds unmapped frames.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Swap driver of a hypervisor: guest page to host frame and back.</summary>
public sealed partial class FrameMap : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("frame map");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _frameOf = new();
    [ShadowState, GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pageOf = new();
    private readonly Func<ulong, ulong> _walk;

    public FrameMap(Func<ulong, ulong> walk) => _walk = walk;

    [Fault(Collect = nameof(Walk), Commit = nameof(Map))]
    public partial FaultStatus Touch(AddressRange page);

    public bool Use(ulong gfn, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_frameOf.TryGetValue(gfn, out var frame))
                return false;
            access(frame);
            return true;
        }
    }

    public bool Reclaim(ulong frame, Action<ulong> swapOut)
    {
        using (_lock.EnterScope())
        {
            if (!_pageOf.TryGetValue(frame, out var gfn))
                return false;
            swapOut(gfn);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Zap(AddressRange range)
    {
        foreach (var gfn in _frameOf.Keys.Where(gfn => gfn >= range.Start >> 12 && gfn <= range.Last >> 12).ToList())
            _frameOf.Remove(gfn);
    }

    private ulong Walk(AddressRange page) => _walk(page.Start);

    private void Map(AddressRange page, ulong frame)
    {
        _frameOf[page.Start >> 12] = frame;
        _pageOf[frame] = page.Start >> 12;
    }
}
