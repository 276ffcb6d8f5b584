// Breaks: NSDK2007
// Bug: the loop begins a section for each page and keeps only the last token, so the one check behind the loop covers the last page alone.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public readonly record struct Segment(ulong Page, ulong Bus);

/// <summary>Builds scatter lists of user buffers for a DMA engine.</summary>
public sealed class ScatterMap : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("scatter map");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, Segment> _segments = [];
    private readonly Func<ulong, ulong> _busOf;

    public ScatterMap(Func<ulong, ulong> busOf) => _busOf = busOf;

    public bool Build(AddressRange buffer, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var list = new List<Segment>();
            ReadToken token = default;
            foreach (var page in buffer.Pages(PageSize))
            {
                token = ReadBegin(AddressRange.FromLength(page * PageSize, PageSize), cancel);
                list.Add(new Segment(page, _busOf(page)));
            }

            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                foreach (var segment in list)
                    _segments[segment.Page] = segment;
                return true;
            }
        }

        return false;
    }

    /// <summary>Starts a transfer while all of the buffer is mapped.</summary>
    public bool TryTransfer(AddressRange buffer, Action<IReadOnlyList<Segment>> start)
    {
        using (_lock.EnterScope())
        {
            var list = new List<Segment>();
            foreach (var page in buffer.Pages(PageSize))
            {
                if (!_segments.TryGetValue(page, out var segment))
                    return false;
                list.Add(segment);
            }

            start(list); // returns when the engine is done
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _segments.Remove(page);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
