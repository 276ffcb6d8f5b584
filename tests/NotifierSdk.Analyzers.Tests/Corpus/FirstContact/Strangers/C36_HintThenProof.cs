// Correct: An extension member asks the hint between the pages of a long collection, and the driver asks for the proof under its lock.
using System;
using System.Collections.Generic;
using NotifierSdk;



internal static class Collecting
{
    public static bool TryCollect(this IntervalNotifier notifier, ReadToken token, Func<ulong, ulong> read, List<ulong> into)
        {
            foreach (var page in token.Range.Pages(4096))
            {
                if (notifier.CheckRetry(token))
                    return false;
                into.Add(read(page));
            }

            return true;
    }
}

public sealed class LongCollector(Func<ulong, ulong> read) : IntervalNotifier
{
    private readonly DriverLock _lock = new("long collector");
    private readonly Dictionary<ulong, ulong> _pages = [];

    public int Load(AddressRange range, int attempts = 10)
    {
        List<ulong> collected = [];
        for (; attempts > 0; attempts--)
        {
            collected.Clear();
            var token = ReadBegin(range);
            if (!this.TryCollect(token, read, collected))
                continue;
            if (TryCommit(token, collected))
                return collected.Count;
        }

        return 0;
    }

    private bool TryCommit(ReadToken token, IReadOnlyList<ulong> collected)
    {
        using var held = _lock.EnterScope();
        if (ReadRetry(token))
            return false;
        var i = 0;
        foreach (var page in token.Range.Pages(4096))
            _pages[page] = collected[i++];
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _pages.Remove(page);
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
