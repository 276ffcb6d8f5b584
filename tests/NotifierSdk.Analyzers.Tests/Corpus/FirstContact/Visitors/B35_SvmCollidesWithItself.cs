// Breaks: NSDK2014
// Bug: the fault migrates the page inside its own section, and the callback does not know the driver's own change from others.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public interface IVram
{
    bool TryAllocate(out ulong where);

    void Free(ulong where);

    void CopyIn(AddressRange page, ulong where);
}

public sealed class SvmMigrator : IntervalNotifier
{
    private readonly AddressSpace _space;
    private readonly IVram _vram;
    private readonly DriverLock _lock = new("svm");
    private readonly Dictionary<ulong, ulong> _resident = new();

    public SvmMigrator(AddressSpace space, AddressRange range, IVram vram)
    {
        (_space, _vram) = (space, vram);
        space.Insert(this, range);
    }

    public FaultStatus Fault(AddressRange page)
    {
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var status = TryReadBegin(page, TimeSpan.FromSeconds(1), out var token);
            if (status != FaultStatus.Completed)
                return status;
            if (!_vram.TryAllocate(out var where))
                return FaultStatus.Unavailable;

            Bring(page, where);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _resident[page.Start] = where;
                    return FaultStatus.Completed;
                }
            }

            _vram.Free(where);
        }

        return FaultStatus.Collided;
    }

    public void Close() => Remove();

    private void Bring(AddressRange page, ulong where)
    {
        using (_space.BeginInvalidate(page, InvalidationEvent.Migrate))
            _vram.CopyIn(page, where);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _resident.Keys.Where(page => overlap.Contains(page)).ToArray())
            {
                _vram.Free(_resident[page]);
                _resident.Remove(page);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
