// Breaks: NSDK3002
// Bug: When the original of an alias changes, the callback announces a change of the alias in the same space.
// Today: nothing: what another object does with the space is not followed
using System;
using System.Collections.Generic;
using NotifierSdk;



public interface IChangeSink
{
    void Changed(AddressRange range, InvalidationEvent why);
}

public sealed class AliasAnnouncer(AddressSpace space, ulong distance) : IChangeSink
{
    public void Changed(AddressRange range, InvalidationEvent why)
    {
        var alias = AddressRange.FromLength(range.Start + distance, range.Length);
        using (space.BeginInvalidate(alias, why))
        {
        }
    }
}

public sealed class AliasedRegion : IntervalNotifier
{
    private readonly DriverLock _lock = new("aliased region");
    private readonly Dictionary<ulong, ulong> _frames = [];
    private readonly AliasAnnouncer _alias;
    private readonly Func<ulong, ulong> _frameOf;

    public AliasedRegion(AddressSpace space, ulong distance, Func<ulong, ulong> frameOf)
    {
        _alias = new AliasAnnouncer(space, distance);
        _frameOf = frameOf;
    }

    public bool Map(ulong page)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(AddressRange.FromLength(page << 12, 4096));
            var frame = _frameOf(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _frames[page] = frame;
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var held))
            return false;

        using (held)
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(4096))
                _frames.Remove(page);
        }

        if (invalidation.Event is InvalidationEvent.Unmap or InvalidationEvent.Clear)
            _alias.Changed(invalidation.Overlap, invalidation.Event);
        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
