// Correct: the start half gives the ticket of its shoot-down to the finish half in the value of the FinishState, and the finish waits only where the start was allowed to.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IShootdown
{
    ulong Post(AddressRange range);

    void Await(ulong ticket);
}

/// <summary>Nested page tables of a hypervisor. Virtual CPUs run from them without a lock.</summary>
public sealed class NestedPageTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _mmuLock = new("mmu lock");
    [GuardedBy(nameof(_mmuLock))] private readonly Dictionary<ulong, ulong> _leaves = [];
    private readonly IShootdown _vcpus;
    private readonly Func<ulong, ulong> _gupFast;

    public NestedPageTable(IShootdown vcpus, Func<ulong, ulong> gupFast)
    {
        _vcpus = vcpus;
        _gupFast = gupFast;
    }

    public bool Map(ulong gpa, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(gpa & ~(PageSize - 1), PageSize);
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var token = ReadBegin(page, cancellationToken);
            var hpa = _gupFast(page.Start);
            using var hold = _mmuLock.EnterScope();
            if (ReadRetry(token))
                continue;
            _leaves[page.Start / PageSize] = hpa;
            return true;
        }

        return false;
    }

    public void Install(AddressSpace vm, AddressRange memory) => vm.Insert(this, memory);

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!invalidation.IsBlockable)
            return false; // a shoot-down cannot be left half done

        using (_mmuLock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var gfn in invalidation.Overlap.Pages(PageSize))
                _leaves.Remove(gfn);

            // Also if nothing was mapped any more: another invalidation of the page may still be between its halves.
            finish = new FinishState(null, _vcpus.Post(invalidation.Overlap));
        }

        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) =>
        _vcpus.Await(finish.Value);

    protected override void WaitForCommits()
    {
        using (_mmuLock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
