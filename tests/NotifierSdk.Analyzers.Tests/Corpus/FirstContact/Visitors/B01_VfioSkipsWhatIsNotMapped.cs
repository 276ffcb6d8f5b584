// Breaks: NSDK2001
// Bug: a change that touches nothing that is mapped yet is accepted without saving its sequence, so a pin that is under way does not collide.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IIommuDomain
{
    void Map(ulong iova, ulong frame);

    void Unmap(ulong iova);

    void FlushTlb(ulong iova, ulong length);
}

public sealed class VfioContainer(IIommuDomain domain, Func<ulong, ulong> frameOf) : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int MaxTries = 32;

    private readonly Lock _gate = new();
    private readonly SortedList<ulong, ulong> _mapped = [];
    private long _skipped;

    public long Skipped => Interlocked.Read(ref _skipped);

    public bool MapPage(ulong iova, CancellationToken stop)
    {
        var page = AddressRange.FromLength(iova & ~(PageSize - 1), PageSize);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var token = ReadBegin(page, stop);
            var frame = frameOf(page.Start);
            lock (_gate)
            {
                if (ReadRetry(token))
                    continue;
                if (_mapped.TryAdd(page.Start, frame))
                    domain.Map(page.Start, frame);
                return true;
            }
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override void WaitForCommits()
    {
        lock (_gate)
        {
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _gate.Enter();
        else if (!_gate.TryEnter())
            return false;

        try
        {
            var overlap = invalidation.Overlap;
            var victims = Victims(overlap);
            if (victims.Count == 0)
            {
                Interlocked.Increment(ref _skipped);
                return true;
            }

            SetSeq(invalidation.Sequence);
            foreach (var iova in victims)
            {
                domain.Unmap(iova);
                _mapped.Remove(iova);
            }

            domain.FlushTlb(overlap.Start, overlap.Length);
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private List<ulong> Victims(AddressRange overlap)
    {
        var victims = new List<ulong>();
        foreach (var iova in _mapped.Keys)
        {
            if (overlap.Contains(iova))
                victims.Add(iova);
        }

        return victims;
    }
}
