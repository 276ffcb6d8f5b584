// Correct: each part has its own token, and is checked and committed before the next part begins.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class PartwisePrefault : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _dma = [];
    private readonly Func<AddressRange, IReadOnlyDictionary<ulong, ulong>> _collect;

    public PartwisePrefault(Func<AddressRange, IReadOnlyDictionary<ulong, ulong>> collect) => _collect = collect;

    public int Prefault(IEnumerable<AddressRange> parts, CancellationToken stop)
    {
        var done = 0;
        ReadToken token;
        foreach (var part in parts)
        {
            var budget = 4;
            bool committed;
            do
            {
                token = ReadBegin(part, stop);
                var frames = _collect(part);
                lock (_lock)
                {
                    committed = !ReadRetry(token);
                    if (committed)
                    {
                        foreach (var (page, frame) in frames)
                            _dma[page] = frame;
                    }
                }
            }
            while (!committed && --budget > 0);

            if (committed)
                done++;
        }

        return done;
    }

    public bool IsPresent(ulong page)
    {
        lock (_lock)
        {
            return _dma.ContainsKey(page);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!Take(invalidation.IsBlockable))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _dma.Keys.Where(page => range.Contains(page)).ToArray())
                _dma.Remove(page);
        }
        finally
        {
            _lock.Exit();
        }

        return true;

        bool Take(bool wait)
        {
            if (!wait)
                return _lock.TryEnter();
            _lock.Enter();
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
