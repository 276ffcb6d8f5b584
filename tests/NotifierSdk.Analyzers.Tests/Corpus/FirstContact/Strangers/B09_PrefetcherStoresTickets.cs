// Breaks: NSDK2013
// Bug: Prefetch stores its token in a queue of tickets and returns; Drain checks it much later, outside of the fault that took it.
// Today: nothing, and rightly: each token is checked by its notifier under the lock, which the protocol allows
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class TracePrefetcher(Func<AddressRange, double[]> sample, int capacity = 128) : IntervalNotifier
{
    private sealed record Ticket(AddressRange Window, double[] Samples, ReadToken Token);

    private readonly DriverLock _lock = new("prefetcher");
    private readonly Queue<Ticket> _tickets = new();
    private readonly Dictionary<ulong, double[]> _windows = [];

    public int Dropped { get; private set; }

    public void Prefetch(AddressRange window)
    {
        var token = ReadBegin(window, TimeSpan.FromMilliseconds(50));
        var samples = sample(window);
        using (_lock.EnterScope())
        {
            if (_tickets.Count >= capacity)
            {
                _tickets.Dequeue();
                Dropped++;
            }

            _tickets.Enqueue(new Ticket(window, samples, token));
        }
    }

    /// <summary>Called by the simulation loop between two time steps.</summary>
    public int Drain()
    {
        var accepted = 0;
        using (_lock.EnterScope())
        {
            while (_tickets.TryDequeue(out var ticket))
            {
                if (ReadRetry(ticket.Token))
                {
                    Dropped++;
                    continue;
                }

                _windows[ticket.Window.Start] = ticket.Samples;
                accepted++;
            }
        }

        return accepted;
    }

    public double? SampleAt(ulong address, int index)
    {
        using var held = _lock.EnterScope();
        return _windows.TryGetValue(address, out var samples) && index < samples.Length ? samples[index] : null;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            List<ulong> stale = [];
            foreach (var start in _windows.Keys)
            {
                if (AddressRange.FromLength(start, (ulong)_windows[start].Length * sizeof(double)).Overlaps(invalidation.Overlap))
                    stale.Add(start);
            }

            stale.ForEach(start => _windows.Remove(start));
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using var held = _lock.EnterScope();
    }
}
