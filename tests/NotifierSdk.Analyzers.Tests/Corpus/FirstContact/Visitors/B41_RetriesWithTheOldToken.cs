// Breaks: NSDK2008
// Bug: after a collision the loop collects again but keeps its old token, which collides for ever.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class GuestFrames(Func<AddressRange, ulong?> translate) : IntervalNotifier
{
    private readonly DriverLock _lock = new("guest frames");
    private readonly Dictionary<ulong, ulong> _frames = [];

    public ulong? Resolve(AddressRange page, CancellationToken stop)
    {
        using (_lock.EnterScope())
        {
            if (_frames.TryGetValue(page.Start, out var known))
                return known;
        }

        var token = ReadBegin(page, stop);
        var attempts = 0;
        while (attempts++ < 10)
        {
            if (translate(page) is not { } frame)
                return null;
            if (TryEnter(page, token, frame))
                return frame;
            stop.ThrowIfCancellationRequested();
        }

        return null;
    }

    private bool TryEnter(AddressRange page, ReadToken token, ulong frame)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _frames[page.Start] = frame;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var page in _frames.Keys.Where(page => range.Contains(page)).ToArray())
                _frames.Remove(page);
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
