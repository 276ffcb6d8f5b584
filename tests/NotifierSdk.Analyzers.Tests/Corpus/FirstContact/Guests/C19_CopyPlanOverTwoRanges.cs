// Correct: the fault takes two ranges, and a method computes the one that is faulted: the smallest that has both, so that a change of either (or, needlessly, between them) collides.
using System;
using System.Collections.Generic;
using NotifierSdk;


public sealed record BlitPlan(ulong[] SourceFrames, ulong[] TargetFrames);

public interface IResidency
{
    ulong[] FramesOf(AddressRange range);
}

/// <summary>Prepared copies of a copy engine.</summary>
public sealed partial class BlitPlans(IResidency residency) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("blit plans");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<(AddressRange Source, AddressRange Target), BlitPlan> _plans = [];

    [Fault(Range = nameof(Cover), Collect = nameof(Resolve), Commit = nameof(Keep))]
    public partial FaultStatus Prepare(AddressRange source, AddressRange target);

    public bool TryRun(AddressRange source, AddressRange target, Action<BlitPlan> blit)
    {
        using (_lock.EnterScope())
        {
            if (!_plans.TryGetValue((source, target), out var plan))
                return false;
            blit(plan); // waits for the engine
            return true;
        }
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Revoke(AddressRange range)
    {
        foreach (var key in new List<(AddressRange Source, AddressRange Target)>(_plans.Keys))
        {
            if (key.Source.Overlaps(range) || key.Target.Overlaps(range))
                _plans.Remove(key);
        }
    }

    private AddressRange Cover(AddressRange source, AddressRange target) =>
        AddressRange.FromBounds(Math.Min(source.Start, target.Start), Math.Max(source.Last, target.Last));

    private BlitPlan Resolve(AddressRange source, AddressRange target) =>
        new(residency.FramesOf(source), residency.FramesOf(target));

    private void Keep(AddressRange source, AddressRange target, BlitPlan plan) => _plans[(source, target)] = plan;
}
