// Correct: The check stands in a local function, which is only called under the lock, and the loop ends by a switch over its result.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed class MrCache(Func<AddressRange, uint> register, Action<uint> deregister) : IntervalNotifier
{
    private enum Step
    {
        Added,
        Known,
        Collided,
    }

    private readonly Lock _lock = new();
    private readonly SortedList<ulong, (AddressRange Range, uint Key)> _byStart = [];

    public uint Get(AddressRange range)
    {
        const int limit = 10;
        for (var n = 0; n < limit; n++)
        {
            var token = ReadBegin(range, TimeSpan.FromSeconds(5));
            var key = register(range);

            Step step;
            var present = key;
            lock (_lock)
                step = Add(token);

            switch (step)
            {
                case Step.Added:
                    return key;
                case Step.Known:
                    deregister(key);
                    return present;
                default:
                    deregister(key);
                    Thread.Yield();
                    break;
            }

            Step Add(ReadToken section)
            {
                if (ReadRetry(section))
                    return Step.Collided;
                if (_byStart.TryGetValue(range.Start, out var known) && known.Range == range)
                {
                    present = known.Key;
                    return Step.Known;
                }

                if (known.Key != 0)
                    deregister(known.Key);
                _byStart[range.Start] = (range, key);
                return Step.Added;
            }
        }

        throw new TimeoutException($"{range} kept changing");
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            for (var i = _byStart.Count; i-- > 0;)
            {
                var (range, key) = _byStart.Values[i];
                if (range.Overlaps(invalidation.Overlap))
                {
                    deregister(key);
                    _byStart.RemoveAt(i);
                }
            }

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
