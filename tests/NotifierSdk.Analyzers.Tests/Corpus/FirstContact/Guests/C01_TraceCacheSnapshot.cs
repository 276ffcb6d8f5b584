// Correct: the dispatcher reads the table of traces without any lock; the table is immutable and only replaced under the lock, and a managed trace that is still running may finish.
using System;
using System.Collections.Immutable;
using System.Threading;
using NotifierSdk;


public sealed record Trace(AddressRange Source, Action Body);

public sealed class TraceCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;
    private const int MaxTries = 32;

    private readonly Lock _gate = new();
    private readonly Func<ulong, ulong, Trace?> _compile; // from the first address, up to and including the last
    private ImmutableSortedDictionary<ulong, Trace> _traces = ImmutableSortedDictionary<ulong, Trace>.Empty;

    public TraceCache(Func<ulong, ulong, Trace?> compile) => _compile = compile;

    public bool TryDispatch(ulong pc)
    {
        if (!Volatile.Read(ref _traces).TryGetValue(pc, out var trace))
            return false;
        trace.Body();
        return true;
    }

    public bool Compile(ulong pc, CancellationToken cancel = default)
    {
        // A trace never leaves its page, so this is all that it can be made from.
        var source = AddressRange.FromBounds(pc, pc | (PageSize - 1));
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var token = ReadBegin(source, cancel);
            if (_compile(source.Start, source.Last) is not { } trace)
                return false;
            lock (_gate)
            {
                if (ReadRetry(token))
                    continue;
                Volatile.Write(ref _traces, _traces.SetItem(pc, trace));
                return true;
            }
        }

        return false;
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _gate.Enter();
        else if (!_gate.TryEnter())
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            var changed = invalidation.Overlap;
            var kept = _traces.ToBuilder();
            foreach (var (start, trace) in _traces)
            {
                if (trace.Source.Overlaps(changed))
                    kept.Remove(start);
            }

            Volatile.Write(ref _traces, kept.ToImmutable());
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_gate)
        {
        }
    }
}
