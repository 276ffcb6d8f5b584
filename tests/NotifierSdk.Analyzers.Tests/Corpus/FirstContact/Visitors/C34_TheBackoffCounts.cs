// Correct: the loop looks endless, but the back-off that it asks in each round counts the rounds and says when to give up.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public struct Backoff(int limit)
{
    private int _round;

    public bool Next()
    {
        if (++_round > limit)
            return false;
        if (_round > 3)
            Thread.Sleep(Math.Min(1 << _round, 50));
        return true;
    }
}

public sealed class PatientPager : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _shadow = [];
    private readonly Func<ulong, ulong> _walk;

    public PatientPager(Func<ulong, ulong> walk) => _walk = walk;

    public FaultStatus Fault(AddressRange page)
    {
        var backoff = new Backoff(limit: 12);
        while (true)
        {
            if (!backoff.Next())
                return FaultStatus.Collided;
            var token = ReadBegin(page);
            var frame = _walk(page.Start);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _shadow[page.Start] = frame;
            }

            return FaultStatus.Completed;
        }
    }

    public bool Use(ulong page, Action<ulong> use)
    {
        lock (_lock)
        {
            if (_shadow.TryGetValue(page, out var frame))
            {
                use(frame);
                return true;
            }
        }

        return false;
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
            var overlap = invalidation.Overlap;
            foreach (var page in _shadow.Keys.Where(page => overlap.Contains(page)).ToArray())
                _shadow.Remove(page);
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
}
