// Breaks: NSDK3010
// Bug: commits fill the reverse map as well, and the callback only ever empties the forward one.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class RmapMmu : IntervalNotifier
{
    private readonly Lock _lock = new();

    [ShadowState]
    [GuardedBy(nameof(_lock))]
    private readonly Dictionary<ulong, ulong> _forward = new();

    [ShadowState]
    [GuardedBy(nameof(_lock))]
    private readonly Dictionary<ulong, List<ulong>> _reverse = new();

    private readonly Func<ulong, ulong> _backing;

    public RmapMmu(Func<ulong, ulong> backing) => _backing = backing;

    public IReadOnlyList<ulong> MappersOf(ulong frame)
    {
        lock (_lock)
            return _reverse.TryGetValue(frame, out var list) ? [.. list] : [];
    }

    public bool Fault(ulong address)
    {
        var page = AddressRange.FromLength(address & ~0xFFFul, 0x1000);
        for (var round = 0; round < 30; round++)
        {
            var token = ReadBegin(page);
            var frame = _backing(page.Start);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                Link(page.Start, frame);
                return true;
            }
        }

        return false;
    }

    [RequiresLock(nameof(_lock))]
    private void Link(ulong page, ulong frame)
    {
        _forward[page] = frame;
        if (!_reverse.TryGetValue(frame, out var mappers))
            _reverse.Add(frame, mappers = []);
        if (!mappers.Contains(page))
            mappers.Add(page);
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
            Unlink(invalidation.Overlap);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    [RequiresLock(nameof(_lock))]
    private void Unlink(AddressRange range)
    {
        foreach (var page in _forward.Keys.Where(page => range.Contains(page)).ToArray())
            _forward.Remove(page);
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
