// Correct: this one follows the whole space and opens no read sections: it counts the invalidations that run, and numbers those that have ended; a commit that sees either one move does not commit.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IHva
{
    bool TryPfn(ulong gfn, out ulong pfn);
}

/// <summary>The MMU of one virtual machine, with the counters that KVM has for this.</summary>
public sealed class VmMmu : RangeNotifier
{
    private const ulong PageSize = 4096;

    private readonly Lock _mmuLock = new(); // held only for a few dictionary operations, so that a start need not refuse
    private readonly Dictionary<ulong, ulong> _tdp = [];
    private readonly IHva _hva;
    private readonly AddressSpace _space;
    private int _inProgress;
    private long _sequence;
    private bool _released;

    public VmMmu(AddressSpace space, IHva hva)
        : base(RangeNotifierKind.StartAndEnd)
    {
        _space = space;
        _hva = hva;
    }

    public void Start() => _space.Register(this);

    public void Stop() => _space.Unregister(this);

    public bool TryMap(ulong gfn, CancellationToken cancel)
    {
        var page = AddressRange.FromLength(gfn * PageSize, PageSize);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            if (!_space.WaitRangeValid(page, TimeSpan.FromSeconds(1), cancel))
                return false;

            long before;
            lock (_mmuLock)
                before = _sequence;

            if (!_hva.TryPfn(gfn, out var pfn))
                return false;

            lock (_mmuLock)
            {
                if (_released)
                    return false;
                if (_inProgress > 0 || _sequence != before)
                    continue;
                _tdp[gfn] = pfn;
                return true;
            }
        }

        return false;
    }

    public bool TryAccess(ulong gfn, Action<ulong> access)
    {
        lock (_mmuLock)
        {
            if (!_tdp.TryGetValue(gfn, out var pfn))
                return false;
            access(pfn);
            return true;
        }
    }

    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        lock (_mmuLock)
        {
            _inProgress++;
            foreach (var gfn in new List<ulong>(_tdp.Keys))
            {
                if (invalidation.Range.Overlaps(AddressRange.FromLength(gfn * PageSize, PageSize)))
                    _tdp.Remove(gfn);
            }
        }

        return true;
    }

    protected override void InvalidateRangeEnd(in Invalidation invalidation)
    {
        lock (_mmuLock)
        {
            _sequence++;
            _inProgress--;
        }
    }

    protected override void Release()
    {
        lock (_mmuLock)
        {
            _released = true;
            _tdp.Clear();
        }
    }
}
