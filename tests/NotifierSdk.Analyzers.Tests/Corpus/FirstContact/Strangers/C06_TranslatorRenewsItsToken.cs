// Correct: The first token is taken before the loop, and the loop's iterator takes a new one for each further attempt.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;



public sealed class Trace(ulong entry, ulong last, ReadOnlyMemory<byte> code)
{
    public AddressRange Guest { get; } = AddressRange.FromBounds(entry, last);

    public ReadOnlyMemory<byte> Code => code;
}

public sealed class TraceCache : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly Dictionary<ulong, Trace> _traces = [];
    private readonly Func<ulong, Trace> _record;

    public TraceCache(Func<ulong, Trace> record) => _record = record;

    public Trace? Get(ulong entry)
    {
        _rw.EnterReadLock();
        try
        {
            if (_traces.TryGetValue(entry, out var known))
                return known;
        }
        finally
        {
            _rw.ExitReadLock();
        }

        var left = 16;
        for (var token = ReadBegin(); ; token = ReadBegin())
        {
            var trace = _record(entry);
            if (Install(in token, entry, trace))
                return trace;
            if (--left == 0)
                return null;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_rw.TryEnterWriteLock(invalidation.IsBlockable ? -1 : 0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            foreach (var entry in _traces.Where(pair => pair.Value.Guest.Overlaps(range)).Select(pair => pair.Key).ToList())
                _traces.Remove(entry);
        }
        finally
        {
            _rw.ExitWriteLock();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        _rw.EnterWriteLock();
        _rw.ExitWriteLock();
    }

    private bool Install(in ReadToken token, ulong entry, Trace trace)
    {
        _rw.EnterWriteLock();
        try
        {
            if (ReadRetry(token))
                return false;
            _traces[entry] = trace;
            return true;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }
}
