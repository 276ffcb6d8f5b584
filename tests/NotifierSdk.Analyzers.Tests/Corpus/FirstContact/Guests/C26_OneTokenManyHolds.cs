// Correct: one token is checked many times: the fault commits its entries in small groups, releases the lock between them, and asks ReadRetry anew in every hold.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IMapper
{
    ulong[] Resolve(ulong firstPage, int count);
}

/// <summary>Maps large extents without keeping a real-time callback waiting for long.</summary>
public sealed class GroupedMapper : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int Group = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _frames = [];
    private readonly IMapper _mapper;

    public GroupedMapper(IMapper mapper) => _mapper = mapper;

    public bool MapExtent(AddressRange extent, CancellationToken cancel)
    {
        var first = extent.Start / PageSize;
        var count = (int)((extent.Last / PageSize) - first + 1);
        for (var attempt = 0; attempt < 16; attempt++)
        {
            var token = ReadBegin(extent, cancel);
            var frames = _mapper.Resolve(first, count);
            var done = 0;
            while (done < count && TryCommitGroup(token, first, frames, done))
                done += Group;
            if (done >= count)
                return true; // each group was valid when it went in; what changed since then was dropped
        }

        return false;
    }

    public bool TryUse(ulong page, Action<ulong> use)
    {
        lock (_lock)
        {
            if (!_frames.TryGetValue(page, out var frame))
                return false;
            use(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    private bool TryCommitGroup(ReadToken token, ulong first, ulong[] frames, int from)
    {
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            for (var i = from; i < Math.Min(from + Group, frames.Length); i++)
                _frames[first + (ulong)i] = frames[i];
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _frames.Remove(page);
        }
        finally
        {
            _lock.Exit();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
