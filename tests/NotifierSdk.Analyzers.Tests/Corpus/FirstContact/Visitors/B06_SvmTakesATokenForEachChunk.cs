// Breaks: NSDK2007
// Bug: each chunk of the prefault begins its own section in the same variable, and only the last one is checked.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class SvmRange : IntervalNotifier
{
    private const ulong Chunk = 2ul << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _dma = new();
    private readonly Func<AddressRange, IEnumerable<(ulong Page, ulong Frame)>> _hmm;

    public SvmRange(Func<AddressRange, IEnumerable<(ulong Page, ulong Frame)>> hmm) => _hmm = hmm;

    public ulong? Lookup(ulong page)
    {
        lock (_lock)
            return _dma.TryGetValue(page, out var frame) ? frame : null;
    }

    public bool Prefault(AddressRange range, CancellationToken stop)
    {
        var backoff = TimeSpan.FromMilliseconds(1);
        for (var attempt = 0; attempt < 10; attempt++, backoff *= 2)
        {
            List<(ulong Page, ulong Frame)> found = [];
            ReadToken token = default;
            foreach (var chunk in Chunks(range))
            {
                token = ReadBegin(chunk, stop);
                found.AddRange(_hmm(chunk));
            }

            lock (_lock)
            {
                if (!ReadRetry(token))
                {
                    foreach (var (page, frame) in found)
                        _dma[page] = frame;
                    return true;
                }
            }

            if (stop.WaitHandle.WaitOne(backoff))
                return false;
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
        {
            _lock.Enter();
        }
        else if (!_lock.TryEnter())
        {
            return false;
        }

        try
        {
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _dma.Keys.Where(p => overlap.Contains(p)).ToList())
                _dma.Remove(page);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private static IEnumerable<AddressRange> Chunks(AddressRange range)
    {
        for (var start = range.Start; ; start += Chunk)
        {
            if (range.Last - start < Chunk)
            {
                yield return AddressRange.FromBounds(start, range.Last);
                yield break;
            }

            yield return AddressRange.FromLength(start, Chunk);
        }
    }
}
