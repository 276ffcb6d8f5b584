// Correct: The start half starts a task for the interprocessor shootdown and returns without it; the task travels in the finish state, and the finish half waits for it, which only blockable invalidations reach.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


public interface IVirtualCpu
{
    /// <summary>Makes the processor leave its run loop and forget what it has cached of the range. Does not throw.</summary>
    void Kick(AddressRange range);
}

public sealed class MulticoreTlb(IReadOnlyList<IVirtualCpu> cpus) : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("multicore tlb");
    private readonly Dictionary<ulong, ulong> _entries = new();

    public bool Refill(AddressRange page, Func<ulong, ulong> walk, CancellationToken cancellation)
    {
        for (var i = 0; i < 32; i++)
        {
            var token = ReadBegin(page, cancellation);
            var pa = walk(page.Start);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _entries[page.Start] = pa;
                return true;
            }
        }

        return false;
    }

    public bool Load(ulong va, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(va & ~0xFFFul, out var pa))
                return false;
            access(pa | (va & 0xFFF));
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!invalidation.IsBlockable)
            return false;

        var range = invalidation.Overlap.AlignOutward(4096);
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in _entries.Keys.Where(range.Contains).ToArray())
                _entries.Remove(page);
        }

        finish = new FinishState(Task.WhenAll(cpus.Select(cpu => Task.Run(() => cpu.Kick(range)))));
        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (invalidation.IsBlockable && finish.State is Task shootdown)
            shootdown.Wait();
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
