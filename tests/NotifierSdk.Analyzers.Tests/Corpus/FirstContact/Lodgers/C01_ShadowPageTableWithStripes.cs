// Correct: the driver lock is eight monitors; the callback saves the sequence while it holds all of them, and a commit checks under the one of its page, so the two exclude each other.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Shadow page table of a hypervisor that many virtual CPUs fill at the same time.</summary>
public sealed class StripedShadowTable : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int Stripes = 8;

    private readonly object[] _locks = new object[Stripes];
    private readonly Dictionary<ulong, ulong>[] _sptes = new Dictionary<ulong, ulong>[Stripes];
    private readonly Func<ulong, ulong> _gfnToPfn;

    public StripedShadowTable(Func<ulong, ulong> gfnToPfn)
    {
        _gfnToPfn = gfnToPfn;
        for (var i = 0; i < Stripes; i++)
        {
            _locks[i] = new object();
            _sptes[i] = new Dictionary<ulong, ulong>();
        }
    }

    public bool HandleViolation(ulong gpa, CancellationToken cancellation = default)
    {
        var page = AddressRange.FromLength(gpa & ~(PageSize - 1), PageSize);
        var gfn = page.Start / PageSize;
        var stripe = (int)(gfn % Stripes);

        for (var tries = 0; tries < 100; tries++)
        {
            var token = ReadBegin(page, cancellation);
            var pfn = _gfnToPfn(gfn);
            lock (_locks[stripe])
            {
                if (ReadRetry(token))
                    continue;
                _sptes[stripe][gfn] = pfn;
                return true;
            }
        }

        return false;
    }

    public bool TryUse(ulong gpa, Action<ulong> use)
    {
        var gfn = gpa / PageSize;
        var stripe = (int)(gfn % Stripes);
        lock (_locks[stripe])
        {
            if (!_sptes[stripe].TryGetValue(gfn, out var pfn))
                return false;
            use(pfn);
            return true;
        }
    }

    public void Install(AddressSpace vm, AddressRange memory) => vm.Insert(this, memory);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var held = 0;
        try
        {
            for (; held < Stripes; held++)
            {
                if (invalidation.IsBlockable)
                    Monitor.Enter(_locks[held]);
                else if (!Monitor.TryEnter(_locks[held]))
                    return false;
            }

            SetSeq(invalidation.Sequence);
            foreach (var gfn in invalidation.Overlap.Pages(PageSize))
                _sptes[(int)(gfn % Stripes)].Remove(gfn);
            return true;
        }
        finally
        {
            while (held > 0)
                Monitor.Exit(_locks[--held]);
        }
    }

    protected override void WaitForCommits()
    {
        foreach (var stripe in _locks)
        {
            lock (stripe)
            {
            }
        }
    }

    public void Dispose() => TryRemove();
}
