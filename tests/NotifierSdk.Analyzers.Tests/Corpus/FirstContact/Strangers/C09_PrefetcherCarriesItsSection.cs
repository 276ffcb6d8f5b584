// Correct: The token travels in a ref struct, together with what was collected under it, and dies with the attempt.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class WaveformCache(Func<AddressRange, double[]> sample) : IntervalNotifier
{
    private readonly ref struct Attempt(WaveformCache cache, AddressRange window)
    {
        private readonly ReadToken _token = cache.ReadBegin(window, TimeSpan.FromMilliseconds(100));

        public double[] Samples { get; } = cache.Sample(window);

        public bool TryFinish()
        {
            using (cache._lock.EnterScope())
            {
                if (cache.ReadRetry(_token))
                {
                    cache._collisions++;
                    return false;
                }

                cache._windows[window.Start] = Samples;
                return true;
            }
        }
    }

    private readonly DriverLock _lock = new("waveforms");
    private readonly Dictionary<ulong, double[]> _windows = [];
    private int _collisions;

    public int Collisions
    {
        get
        {
            using (_lock.EnterScope())
                return _collisions;
        }
    }

    public ReadOnlySpan<double> Fetch(AddressRange window)
    {
        using (_lock.EnterScope())
        {
            if (_windows.TryGetValue(window.Start, out var known))
                return known;
        }

        for (var attempt = 0; attempt < 12; attempt++)
        {
            var current = new Attempt(this, window);
            if (current.TryFinish())
                return current.Samples;
        }

        return [];
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            List<ulong> gone = [];
            foreach (var (start, samples) in _windows)
            {
                if (AddressRange.FromLength(start, Math.Max(1, (ulong)samples.Length * sizeof(double))).Overlaps(invalidation.Overlap))
                    gone.Add(start);
            }

            foreach (var start in gone)
                _windows.Remove(start);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private double[] Sample(AddressRange window) => sample(window);
}
