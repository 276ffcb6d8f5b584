// Breaks: NSDK2014
// Bug: the fault moves a page to huge-page memory inside its own read section, and the callback does not tell this change of its own from others, so each such fault collides with itself.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface INearMemory
{
    bool ShouldPromote(ulong page);

    void Promote(ulong page);

    ulong Locate(ulong page);
}

/// <summary>Keeps where the pages of a tiered heap are, and promotes the ones that fault.</summary>
public sealed class TierMirror : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly DriverLock _lock = new("tier mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _locations = [];
    private readonly AddressSpace _heap;
    private readonly INearMemory _near;

    public TierMirror(AddressSpace heap, AddressRange range, INearMemory near)
    {
        _heap = heap;
        _near = near;
        heap.Insert(this, range);
    }

    public bool Fault(ulong address, CancellationToken cancellationToken)
    {
        var page = AddressRange.FromLength(address & ~(PageSize - 1), PageSize);
        var number = page.Start / PageSize;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var token = ReadBegin(page, cancellationToken);
            if (_near.ShouldPromote(number))
            {
                using (_heap.BeginInvalidate(page, InvalidationEvent.Migrate, this))
                    _near.Promote(number);
            }

            var location = _near.Locate(number);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _locations[number] = location;
                return true;
            }
        }

        return false;
    }

    public bool Access(ulong address, Action<ulong> access)
    {
        using (_lock.EnterScope())
        {
            if (!_locations.TryGetValue(address / PageSize, out var location))
                return false;
            access(location + address % PageSize);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
                _locations.Remove(number);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
