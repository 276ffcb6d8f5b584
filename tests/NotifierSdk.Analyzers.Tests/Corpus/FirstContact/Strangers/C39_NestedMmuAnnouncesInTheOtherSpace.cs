// Correct: The callback drops its range and then, without its lock, announces the change in the space of the nested guest, which is another space; where it may not wait it only tries.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class NestedMmu(AddressSpace nested, Func<ulong, ulong> hostFrame) : IntervalNotifier
{
    private readonly DriverLock _lock = new("nested mmu");
    private readonly Dictionary<ulong, ulong> _level1 = [];

    public bool Fault(ulong page)
    {
        for (var i = 0; i < 12; i++)
        {
            var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
            var frame = hostFrame(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _level1[page] = frame;
                return true;
            }
        }

        return false;
    }

    public bool TryTranslate(ulong page, out ulong frame)
    {
        using (_lock.EnterScope())
            return _level1.TryGetValue(page, out frame);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _level1.Remove(page);
        }

        return Propagate(invalidation.Overlap, invalidation.IsBlockable);
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    private bool Propagate(AddressRange range, bool mayWait)
    {
        try
        {
            if (mayWait)
            {
                using (nested.BeginInvalidate(range, InvalidationEvent.Clear, this, InvalidationSource.CannotVeto))
                    return true;
            }

            if (!nested.TryBeginInvalidate(range, InvalidationEvent.Clear, this, out var scope))
                return false;
            scope.Dispose();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        catch (AggregateException) when (!mayWait)
        {
            return false;
        }
    }
}
