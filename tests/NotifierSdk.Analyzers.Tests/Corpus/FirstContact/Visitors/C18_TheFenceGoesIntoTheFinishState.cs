// Correct: a handwritten two-pass callback hands its fence on in the FinishState, and refuses before it begins anything.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface ITlbHardware
{
    ulong BeginFlush(AddressRange range);

    void WaitFence(ulong fence);
}

public sealed class FencedVm(ITlbHardware hardware, Func<ulong, ulong> resolve) : IntervalNotifier
{
    private readonly DriverLock _vm = new("fenced vm");
    private readonly Dictionary<ulong, ulong> _ptes = [];
    private ulong _flushes;

    public ulong Flushes
    {
        get
        {
            using (_vm.EnterScope())
                return _flushes;
        }
    }

    public FaultStatus Map(AddressRange page, TimeSpan limit)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            if (TryReadBegin(page, limit, out var token) is not FaultStatus.Completed and var failure)
                return failure;
            var frame = resolve(page.Start);
            using (_vm.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _ptes[page.Start] = frame;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!_vm.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            var range = invalidation.Overlap;
            var hit = _ptes.Keys.Where(page => range.Contains(page)).ToArray();
            if (hit.Length > 0 && !invalidation.IsBlockable)
                return false; // the finish would have to wait for the fence

            SetSeq(invalidation.Sequence);
            foreach (var page in hit)
                _ptes.Remove(page);
            if (hit.Length > 0)
            {
                _flushes++;
                finish = new FinishState(hardware, hardware.BeginFlush(range));
            }

            return true;
        }
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (finish is (ITlbHardware flushed, var fence))
            flushed.WaitFence(fence);
    }

    protected override void WaitForCommits()
    {
        using (_vm.EnterScope())
        {
        }
    }
}
