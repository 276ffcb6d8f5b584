namespace NotifierSdk.Linux.Mappings;

/// <summary>Which pages of a mapping are still its own, and where they come from: in order of address, merged where they continue one another. Immutable.</summary>
internal sealed class SegmentList
{
    internal static readonly SegmentList Empty = new([]);

    private readonly Segment[] _segments;

    private SegmentList(Segment[] segments) => _segments = segments;

    internal ReadOnlySpan<Segment> Segments => _segments;

    /// <summary>Whether every page of the range is in the list.</summary>
    internal bool Covers(AddressRange range)
    {
        for (var index = IndexOf(range.Start); index >= 0 && index < _segments.Length; index++)
        {
            if (_segments[index].Range.Last >= range.Last)
                return true;
            if (index + 1 == _segments.Length || _segments[index + 1].Range.Start != _segments[index].Range.Last + 1)
                return false;
        }

        return false;
    }

    /// <summary>What may be done with every page of the range; false if not all of them are in the list.</summary>
    internal bool TryGetProtection(AddressRange range, out MemoryProtection protection)
    {
        protection = MemoryProtectionCheck.All;
        if (!Covers(range))
            return false;
        for (var index = IndexOf(range.Start); index < _segments.Length && _segments[index].Range.Start <= range.Last; index++)
            protection &= _segments[index].Protection;
        return true;
    }

    /// <summary>Whether no page of the range is in the list.</summary>
    internal bool IsClearOf(AddressRange range) => !Array.Exists(_segments, segment => segment.Range.Overlaps(range));

    /// <summary>Whether no page of the range comes from a file.</summary>
    internal bool IsAnonymous(AddressRange range) => !Array.Exists(_segments, segment => segment.Backing.File is not null && segment.Range.Overlaps(range));

    /// <summary>The parts of the range that are not in the list, in order.</summary>
    internal List<AddressRange> HolesIn(AddressRange range)
    {
        var holes = new List<AddressRange>();
        AddressRange? rest = range;
        foreach (var segment in _segments)
        {
            if (rest is not { } left || !segment.Range.Overlaps(left))
                continue;
            if (segment.Range.Start > left.Start)
                holes.Add(AddressRange.FromBounds(left.Start, segment.Range.Start - 1));
            rest = segment.Range.Last < left.Last ? AddressRange.FromBounds(segment.Range.Last + 1, left.Last) : null;
        }

        if (rest is { } end)
            holes.Add(end);
        return holes;
    }

    internal bool TryFind(ulong address, out Segment segment)
    {
        var index = IndexOf(address);
        segment = index < 0 ? default : _segments[index];
        return index >= 0;
    }

    /// <summary>The list without the pages of the range.</summary>
    internal SegmentList Without(AddressRange range)
    {
        var kept = new List<Segment>(_segments.Length + 1);
        foreach (var segment in _segments)
        {
            if (!segment.Range.Overlaps(range))
            {
                kept.Add(segment);
                continue;
            }

            if (segment.Range.Start < range.Start)
                kept.Add(segment.Clip(AddressRange.FromBounds(segment.Range.Start, range.Start - 1)));
            if (segment.Range.Last > range.Last)
                kept.Add(segment.Clip(AddressRange.FromBounds(range.Last + 1, segment.Range.Last)));
        }

        return new SegmentList([.. kept]);
    }

    /// <summary>The list with the segment in place of whatever it overlaps.</summary>
    internal SegmentList With(Segment added)
    {
        var others = Without(added.Range)._segments;
        var merged = new List<Segment>(others.Length + 1);
        var index = 0;
        for (; index < others.Length && others[index].Range.Start < added.Range.Start; index++)
            merged.Add(others[index]);
        Append(merged, added);
        for (; index < others.Length; index++)
            Append(merged, others[index]);
        return new SegmentList([.. merged]);
    }

    /// <summary>The list with another protection for the pages of the range that are in it.</summary>
    internal SegmentList Protect(AddressRange range, Func<MemoryProtection, MemoryProtection> change)
    {
        var list = this;
        foreach (var segment in _segments)
        {
            if (segment.Range.Intersect(range) is { } part)
                list = list.With(segment.Clip(part) with { Protection = change(segment.Protection) });
        }

        return list;
    }

    private static void Append(List<Segment> segments, Segment next)
    {
        if (segments.Count > 0 && segments[^1].IsContinuedBy(next))
            segments[^1] = segments[^1] with { Range = AddressRange.FromBounds(segments[^1].Range.Start, next.Range.Last) };
        else
            segments.Add(next);
    }

    private int IndexOf(ulong address)
    {
        var (low, high) = (0, _segments.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var range = _segments[middle].Range;
            if (address < range.Start)
                high = middle - 1;
            else if (address > range.Last)
                low = middle + 1;
            else
                return middle;
        }

        return -1;
    }
}
