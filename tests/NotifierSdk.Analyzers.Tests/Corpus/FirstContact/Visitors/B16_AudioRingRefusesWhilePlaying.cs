// Breaks: NSDK3004
// Bug: the callback refuses every change while a period is playing, also one that may wait.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class AudioRing : IntervalNotifier
{
    private readonly DriverLock _lock = new("pcm ring");
    private readonly Dictionary<int, nint> _periods = new();
    private readonly Func<AddressRange, nint> _lookup;
    private readonly ulong _base;
    private readonly uint _periodBytes;
    private int _playing;

    public AudioRing(ulong start, uint periodBytes, Func<AddressRange, nint> lookup)
    {
        _base = start;
        _periodBytes = periodBytes;
        _lookup = lookup;
    }

    private bool IsPlaying => Volatile.Read(ref _playing) != 0;

    public void Play(int period, Action<nint> sink)
    {
        Volatile.Write(ref _playing, 1);
        try
        {
            using (_lock.EnterScope())
            {
                if (_periods.TryGetValue(period, out var pointer))
                    sink(pointer);
            }
        }
        finally
        {
            Volatile.Write(ref _playing, 0);
        }
    }

    public bool Prepare(int period, CancellationToken stop)
    {
        var range = AddressRange.FromLength(_base + (ulong)period * _periodBytes, _periodBytes);
        for (var i = 0; i < 12 && !stop.IsCancellationRequested; i++)
        {
            var token = ReadBegin(range, stop);
            var pointer = _lookup(range);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _periods[period] = pointer;
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (IsPlaying)
            return false;

        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var (first, last) = PeriodsOf(invalidation.Overlap);
            for (var period = first; period <= last; period++)
                _periods.Remove(period);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private (int First, int Last) PeriodsOf(AddressRange range) =>
        ((int)((range.Start - _base) / _periodBytes), (int)((range.Last - _base) / _periodBytes));
}
