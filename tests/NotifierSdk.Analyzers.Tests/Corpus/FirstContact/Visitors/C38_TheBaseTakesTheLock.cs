// Correct: the base class takes the lock around its hooks, and the derived class calls what requires the lock only in these hooks.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public abstract class TemplateDriver<TValue> : IntervalNotifier
{
    protected readonly DriverLock Gate = new("template driver");

    protected abstract TValue Collect(AddressRange page);

    [RequiresLock(nameof(Gate))]
    protected abstract void Commit(AddressRange page, TValue value);

    [RequiresLock(nameof(Gate))]
    protected abstract void Drop(AddressRange range);

    protected virtual int MaxAttempts => 16;

    public FaultStatus Fault(AddressRange page, TimeSpan timeout)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var status = TryReadBegin(page, timeout, out var token);
            if (status is not FaultStatus.Completed)
                return status;
            var value = Collect(page);
            using var hold = Gate.EnterScope();
            if (!ReadRetry(token))
            {
                Commit(page, value);
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    protected sealed override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Gate.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            Drop(invalidation.Overlap);
            return true;
        }
    }

    protected sealed override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }
}

public sealed class DmaDriver(Func<ulong, ulong> resolve, Action<ulong> flush) : TemplateDriver<ulong>
{
    [GuardedBy(nameof(Gate))] private readonly Dictionary<ulong, ulong> _bus = [];

    public bool TryUse(ulong page, Action<ulong> use)
    {
        using (Gate.EnterScope())
        {
            if (!_bus.TryGetValue(page, out var bus))
                return false;
            use(bus);
            return true;
        }
    }

    protected override int MaxAttempts => 4;

    protected override ulong Collect(AddressRange page) => resolve(page.Start);

    [RequiresLock(nameof(Gate))]
    protected override void Commit(AddressRange page, ulong value)
    {
        Forget(page.Start);
        _bus.Add(page.Start, value);
    }

    [RequiresLock(nameof(Gate))]
    protected override void Drop(AddressRange range)
    {
        foreach (var page in _bus.Keys.Where(page => range.Contains(page)).ToArray())
            Forget(page);
    }

    [RequiresLock(nameof(Gate))]
    private void Forget(ulong page)
    {
        if (_bus.Remove(page, out var bus))
            flush(bus);
    }
}
