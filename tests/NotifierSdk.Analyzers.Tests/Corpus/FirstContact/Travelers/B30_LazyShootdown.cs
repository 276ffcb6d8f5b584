// Breaks: NSDK3006
// Bug: The callback only queues a task that drops the entries, and returns; begin returns while the shadow still has the range.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NotifierSdk;


/// <summary>Software TLB of a multi-core simulator.</summary>
public sealed class SimTlb : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("sim tlb");
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

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
            SetSeq(invalidation.Sequence);

        var range = invalidation.Overlap.AlignOutward(4096);
        _ = Task.Run(() =>
        {
            using (_lock.EnterScope())
            {
                foreach (var page in _entries.Keys.Where(range.Contains).ToArray())
                    _entries.Remove(page);
            }
        });
        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
