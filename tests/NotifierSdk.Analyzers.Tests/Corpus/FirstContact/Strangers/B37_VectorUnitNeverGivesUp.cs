// Breaks: NSDK2012
// Bug: The gather unit repeats its attempt for as long as the memory changes; nothing bounds the loop.
using System;
using System.Collections.Generic;
using NotifierSdk;



public sealed class GatherUnit(Func<AddressRange, ReadOnlyMemory<ulong>> gather, IProgress<int>? progress = null) : IntervalNotifier
{
    private readonly DriverLock _lock = new("gather unit");
    private readonly Dictionary<AddressRange, ReadOnlyMemory<ulong>> _vectors = [];

    public ReadOnlyMemory<ulong> Gather(AddressRange range)
    {
        if (TryFind(range) is { } known)
            return known;

        var collisions = 0;
        ReadOnlyMemory<ulong> vector;
        while (!TryGather(range, out vector))
            progress?.Report(++collisions);
        return vector;
    }

    private bool TryGather(AddressRange range, out ReadOnlyMemory<ulong> vector)
    {
        var token = ReadBegin(range);
        vector = gather(range);
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _vectors[range] = vector;
            return true;
        }
    }

    private ReadOnlyMemory<ulong>? TryFind(AddressRange range)
    {
        using (_lock.EnterScope())
            return _vectors.TryGetValue(range, out var vector) ? vector : null;
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
