// Correct: the notifier keeps no shadow and opens no read section, so it neither saves a sequence nor takes a lock; it only counts what is announced, and says that it need not hear of its own removal.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

/// <summary>Counts the changes of a range by reason, for a tracing tool.</summary>
public sealed class ChangeTracer : IntervalNotifier, IDisposable
{
    private readonly long[] _counts = new long[16];
    private readonly long[] _bytes = new long[16];
    private readonly Action<string>? _log;
    private long _refusable;

    /// <param name="log">Takes a line and returns at once; it does not throw.</param>
    private ChangeTracer(Action<string>? log) => _log = log;

    public static ChangeTracer Attach(AddressSpace space, AddressRange range, Action<string>? log = null)
    {
        var tracer = new ChangeTracer(log);
        space.Insert(tracer, range);
        return tracer;
    }

    protected override bool IsToldOfRemoval => false;

    public IEnumerable<(InvalidationEvent Event, long Count, long Bytes)> Report()
    {
        foreach (var kind in Enum.GetValues<InvalidationEvent>())
        {
            var count = Interlocked.Read(ref _counts[(int)kind]);
            if (count != 0)
                yield return (kind, count, Interlocked.Read(ref _bytes[(int)kind]));
        }
    }

    public long NotBlockable => Interlocked.Read(ref _refusable);

    public void Reset()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            Interlocked.Exchange(ref _counts[i], 0);
            Interlocked.Exchange(ref _bytes[i], 0);
        }

        Interlocked.Exchange(ref _refusable, 0);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var kind = (int)invalidation.Event;
        if ((uint)kind < (uint)_counts.Length)
        {
            Interlocked.Increment(ref _counts[kind]);
            Interlocked.Add(ref _bytes[kind], unchecked((long)invalidation.Overlap.Length));
        }

        if (!invalidation.IsBlockable)
            Interlocked.Increment(ref _refusable);
        else
            _log?.Invoke($"{invalidation.Event} {invalidation.Range}");
        return true;
    }

    public void Dispose() => TryRemove();
}
