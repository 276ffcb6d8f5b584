// Correct: one token is checked twice, once for each of two commits, and a collision always leads to a new token.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class TwoStageFill(Func<AddressRange, ulong> translate, Func<ulong, byte> attributes) : IntervalNotifier
{
    private readonly DriverLock _lock = new("two stages");
    private readonly Dictionary<ulong, ulong> _frames = [];
    private readonly Dictionary<ulong, byte> _attributes = [];

    public bool Fill(AddressRange page, CancellationToken stop)
    {
        var attempts = 0;
        while (attempts++ < 10)
        {
            var token = ReadBegin(page, stop);
            var frame = translate(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _frames[page.Start] = frame;
            }

            var flags = attributes(frame); // slow, so the lock is not held
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _attributes[page.Start] = flags;
            }

            return true;
        }

        return false;
    }

    public (ulong Frame, byte? Attributes)? Find(ulong page)
    {
        using (_lock.EnterScope())
        {
            if (!_frames.TryGetValue(page, out var frame))
                return null;
            return (frame, _attributes.TryGetValue(page, out var flags) ? flags : null);
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
            {
                _frames.Remove(page);
                _attributes.Remove(page);
            }

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
