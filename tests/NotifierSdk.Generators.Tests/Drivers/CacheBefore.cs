using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

namespace Drivers.Caches;

/// <summary>
/// The same cache as its author wrote it while ranges had no pages, trees no entries, a fault one range, a callback the whole change, and a removal no answer.
/// </summary>
internal sealed partial class CacheBefore(Func<AddressRange, long> register, Action<long> deregister) : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    [DriverLock] private readonly DriverLock _lock = new("registrations");
    [GuardedBy(nameof(_lock))] private readonly List<(AddressRange Range, long Key)> _keys = []; // in order of address; none touches another
    private int _isRemoved;

    public long Get(AddressRange range)
    {
        // Bounds, and no sum: a length would wrap at the end of the space.
        var pages = AddressRange.FromBounds(range.Start & ~(PageSize - 1), range.Last | (PageSize - 1));
        AddressRange merged;
        using (_lock.EnterScope())
        {
            var index = FirstThatEndsAtOrAfter(pages.Start);
            if (index < _keys.Count && _keys[index].Range.Contains(pages))
                return _keys[index].Key;
            merged = Union(pages);
        }

        return Fill(new Request(merged, pages));
    }

    public void Dispose()
    {
        // Remove throws for what was never inserted, and for whoever comes second.
        if (Interlocked.Exchange(ref _isRemoved, 1) == 0 && IsInserted)
            Remove();
    }

    [Fault(Range = nameof(RangeOf), Collect = nameof(Register), Commit = nameof(Enter), Discard = nameof(Deregister))]
    private partial long Fill(Request request);

    private static AddressRange RangeOf(Request request) => request.Merged;

    private long Register(Request request) => register(request.Merged);

    private long Enter(Request request, long key)
    {
        DropOverlapping(request.Merged);
        _keys.Insert(FirstThatEndsAtOrAfter(request.Merged.Start), (request.Merged, key));
        return key;
    }

    private void Deregister(long key) => deregister(key);

    [Invalidate]
    private void Drop(in Invalidation invalidation)
    {
        // The change may reach beyond this notifier, and at a release it is the whole space.
        if (invalidation.Range.Intersect(Range) is { } mine)
            DropOverlapping(mine);
    }

    [RequiresLock(nameof(_lock))]
    private void DropOverlapping(AddressRange range)
    {
        var first = FirstThatEndsAtOrAfter(range.Start);
        var end = first;
        while (end < _keys.Count && _keys[end].Range.Start <= range.Last)
            deregister(_keys[end++].Key);
        _keys.RemoveRange(first, end - first);
    }

    // What overlaps the range, or touches it; page 0 has nothing before it, and the last page nothing behind.
    [RequiresLock(nameof(_lock))]
    private AddressRange Union(AddressRange range)
    {
        var (start, last) = (range.Start, range.Last);
        for (var index = FirstThatEndsAtOrAfter(start == 0 ? 0 : start - 1); index < _keys.Count; index++)
        {
            var other = _keys[index].Range;
            if (other.Start > last && other.Start - last > 1)
                break;
            start = Math.Min(start, other.Start);
            last = Math.Max(last, other.Last);
        }

        return AddressRange.FromBounds(start, last);
    }

    [RequiresLock(nameof(_lock))]
    private int FirstThatEndsAtOrAfter(ulong address)
    {
        var (low, high) = (0, _keys.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_keys[middle].Range.Last < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private sealed record Request(AddressRange Merged, AddressRange Pages);
}
