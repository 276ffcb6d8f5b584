using System;
using System.Collections.Generic;
using NotifierSdk;

namespace Drivers.Shapes;

/// <summary>A callback in two passes, that knows its own changes and some events that do not concern it.</summary>
internal sealed partial class Split(List<string> log) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("engine");

    [InvalidateStart(IgnoreOwn = true, IgnoreEvents = [InvalidationEvent.SoftDirty, InvalidationEvent.ProtectionPage])]
    private bool BeginFlush(AddressRange range, out FinishState finish)
    {
        log.Add($"start {range.Start:x} locked={_lock.IsHeldByCurrentThread}");
        finish = new FinishState("fence", range.Start);
        return true;
    }

    [InvalidateFinish]
    private void WaitForFlush(FinishState finish, in Invalidation invalidation) =>
        log.Add($"finish {finish.State} {finish.Value:x} {invalidation.Event} locked={_lock.IsHeldByCurrentThread}");
}
