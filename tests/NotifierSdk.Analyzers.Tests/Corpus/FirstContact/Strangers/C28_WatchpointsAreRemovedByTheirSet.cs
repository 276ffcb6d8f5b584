// Correct: The set removes each watchpoint that it inserted, one by one and all of them on Dispose, and takes back an insert whose bookkeeping fails.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed class OwnedWatchpoints(AddressSpace target, Func<AddressRange, ulong> peek) : IDisposable
{
    private readonly Lock _sync = new();
    private readonly Dictionary<string, Point> _points = new(StringComparer.Ordinal);
    private bool _closed;

    public bool Watch(string expression, ulong address)
    {
        var point = new Point(peek);
        target.Insert(point, AddressRange.FromLength(address, sizeof(ulong)));
        bool added;
        lock (_sync)
            added = !_closed && _points.TryAdd(expression, point);
        if (!added)
            point.Remove();
        return added;
    }

    public bool Unwatch(string expression)
    {
        Point? point;
        lock (_sync)
        {
            if (!_points.Remove(expression, out point))
                return false;
        }

        point.Remove();
        return true;
    }

    public ulong? Evaluate(string expression)
    {
        Point? point;
        lock (_sync)
            _points.TryGetValue(expression, out point);
        return point?.Read();
    }

    public void Dispose()
    {
        Point[] all;
        lock (_sync)
        {
            _closed = true;
            all = [.. _points.Values];
            _points.Clear();
        }

        Array.ForEach(all, static point => point.Remove());
    }

    private sealed class Point(Func<AddressRange, ulong> peek) : IntervalNotifier
    {
        private readonly DriverLock _lock = new("watchpoint");
        private ulong? _value;

        public ulong? Read()
        {
            for (var attempt = 0; attempt < 3; attempt++)
            {
                using (_lock.EnterScope())
                {
                    if (_value is { } known)
                        return known;
                }

                if (TryReadBegin(Range, TimeSpan.FromSeconds(1), out var token) != FaultStatus.Completed)
                    return null;
                var value = peek(token.Range);
                using (_lock.EnterScope())
                {
                    if (!ReadRetry(token))
                        return _value = value;
                }
            }

            return null;
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (!_lock.TryEnter(in invalidation, out var held))
                return false;

            using (held)
            {
                SetSeq(invalidation.Sequence);
                _value = null;
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
}
