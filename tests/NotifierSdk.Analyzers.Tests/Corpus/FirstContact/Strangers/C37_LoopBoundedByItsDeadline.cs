// Correct: The loop has no counter; a deadline, of which each wait gets the rest, and a cancellation token end it.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NotifierSdk;



public readonly struct Deadline(TimeSpan limit)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public bool IsOver => Stopwatch.GetElapsedTime(_start) >= limit;

    public TimeSpan Left => limit - Stopwatch.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}

public sealed class DeadlineGather(Func<AddressRange, ulong[]> gather) : IntervalNotifier
{
    private readonly DriverLock _lock = new("deadline gather");
    private readonly Dictionary<AddressRange, ulong[]> _vectors = [];

    public FaultStatus TryGather(AddressRange range, TimeSpan limit, out ulong[] vector, CancellationToken stop = default)
    {
        vector = [];
        var deadline = new Deadline(limit);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (deadline.IsOver)
                return FaultStatus.TimedOut;

            var status = TryReadBegin(range, deadline.Left, stop, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var fresh = gather(range);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    vector = _vectors[range] = fresh;
                    return FaultStatus.Completed;
                }
            }
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            List<AddressRange> dead = [];
            foreach (var range in _vectors.Keys)
            {
                if (range.Overlaps(invalidation.Overlap))
                    dead.Add(range);
            }

            foreach (var range in dead)
                _vectors.Remove(range);
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
