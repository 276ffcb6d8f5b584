// Correct: The callback accepts writes and its own migrations without a sequence, because the table maps frames and does not copy contents, and saves the sequence of everything else.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class TranslationTable : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("mtt");
    private readonly Dictionary<ulong, ulong> _entries = new(1024);
    private readonly Func<ulong, ulong> _resolve;
    private ulong _generation;

    public TranslationTable(Func<ulong, ulong> resolve, object owner)
    {
        _resolve = resolve;
        Owner = owner;
    }

    public bool Fault(ulong page, int budget = 10)
    {
        var range = AddressRange.FromLength(page * 4096, 4096);
        for (; budget > 0; --budget)
        {
            var token = ReadBegin(range);
            var frame = _resolve(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _entries[page] = frame;
                _generation++;
                return true;
            }
        }

        return false;
    }

    public (ulong? Frame, ulong Generation) Query(ulong page)
    {
        using (_lock.EnterScope())
            return (_entries.TryGetValue(page, out var frame) ? frame : null, _generation);
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        switch (invalidation.Event)
        {
            case InvalidationEvent.Write:
                return true;
            case InvalidationEvent.Migrate when ReferenceEquals(invalidation.Owner, Owner) && Owner is not null:
                return true;
        }

        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _entries.Remove(page);
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
