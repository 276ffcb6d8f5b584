// Breaks: NSDK3010
// Bug: commits fill the forward and the reverse map, and the callback empties only the forward one.
using System;
using System.Collections.Generic;
using NotifierSdk;


public interface ISlotMap
{
    bool TryGetFrame(ulong gfn, out ulong pfn);
}

/// <summary>Guest frame to host frame, and back for the code that ages host frames.</summary>
public sealed partial class FrameMaps : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _mmuLock = new("frame maps");
    [ShadowState, GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _forward = [];
    [ShadowState, GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _reverse = [];
    private readonly ISlotMap _slots;

    public FrameMaps(ISlotMap slots) => _slots = slots;

    public void Start(AddressSpace space, AddressRange memslot) => space.Insert(this, memslot);

    [Fault(Collect = nameof(Find), Commit = nameof(Link))]
    public partial FaultStatus Map(AddressRange page);

    public bool TryAccess(ulong gfn, Action<ulong> access)
    {
        using (_mmuLock.EnterScope())
        {
            if (!_forward.TryGetValue(gfn, out var pfn))
                return false;
            access(pfn);
            return true;
        }
    }

    /// <summary>Ages the guest frame that a host frame backs, if any.</summary>
    public bool TryAge(ulong pfn, Func<ulong, bool> testAndClearYoung)
    {
        using (_mmuLock.EnterScope())
            return _reverse.TryGetValue(pfn, out var gfn) && testAndClearYoung(gfn);
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var gfn in range.Pages(PageSize))
            _forward.Remove(gfn);
    }

    private bool Find(AddressRange page, out ulong pfn) => _slots.TryGetFrame(page.Start / PageSize, out pfn);

    private void Link(AddressRange page, ulong pfn)
    {
        var gfn = page.Start / PageSize;
        _forward[gfn] = pfn;
        _reverse[pfn] = gfn;
    }
}
