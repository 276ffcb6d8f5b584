using NotifierSdk.Linux.Mappings;

namespace NotifierSdk.Linux;

public sealed partial class MappedMemory
{
    /// <summary>Moves pages to other addresses of this memory, over what is mapped there (<c>mremap</c>, <c>MREMAP_FIXED</c>).</summary>
    /// <param name="range">The pages to move, which belong to one mapping. After the move, their addresses no longer belong to this object.</param>
    /// <param name="destination">The first new address. All new addresses are mapped by this object, and none of them is in the range.</param>
    /// <param name="event">The reason for the change, which notifiers get. It is announced for the old addresses, and for the new ones, whose former pages are gone.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Move(AddressRange range, ulong destination, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null) =>
        MoveAnnounced(range, this, destination, new Announcement(@event, owner, IsBlockable: true));

    /// <summary>Moves pages to addresses of another memory, over what is mapped there (<c>mremap</c>, <c>MREMAP_FIXED</c>).</summary>
    /// <remarks>The change is announced to the space of this memory first, and then to the space of the target. Other changes of the two memories wait until the move is done.</remarks>
    /// <param name="range">The pages to move, which belong to one mapping. After the move, their addresses no longer belong to this object.</param>
    /// <param name="target">The memory that gets the pages. It can announce its changes to another space.</param>
    /// <param name="destination">The first new address. All new addresses are mapped by the target, and none of them is in the range.</param>
    /// <param name="event">The reason for the change, which notifiers get. It is announced for the old addresses, and for the new ones, whose former pages are gone.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public void Move(AddressRange range, MappedMemory target, ulong destination, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        MoveAnnounced(range, target, destination, new Announcement(@event, owner, IsBlockable: true));
    }

    /// <summary>Does the same as <see cref="Move(AddressRange, MappedMemory, ulong, InvalidationEvent, object?)"/> for a caller that must not wait.</summary>
    /// <inheritdoc cref="Move(AddressRange, MappedMemory, ulong, InvalidationEvent, object?)" path="/param"/>
    /// <inheritdoc cref="TryProtect" path="/returns"/>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public bool TryMove(AddressRange range, MappedMemory target, ulong destination, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        return MoveAnnounced(range, target, destination, new Announcement(@event, owner, IsBlockable: false));
    }

    /// <summary>Moves pages to new addresses that the kernel chooses (<c>mremap</c>). Nothing is announced for the new addresses, because nothing was mapped there.</summary>
    /// <param name="range">The pages to move, which belong to one mapping. After the move, their addresses no longer belong to this object.</param>
    /// <param name="event">The reason for the change, which notifiers of the old addresses get.</param>
    /// <param name="owner">The object that makes the change. A driver can ignore its own changes (<see cref="IntervalNotifier.Owner"/>).</param>
    /// <returns>The memory at the new addresses, which announces its changes to the same space.</returns>
    /// <inheritdoc cref="Protect" path="/exception"/>
    public MappedMemory Move(AddressRange range, InvalidationEvent @event = InvalidationEvent.Unmap, object? owner = null)
    {
        lock (_changes)
        {
            CheckPages(range);
            var source = SingleSegment(range);
            var moved = Map(Space, range.Length, MemoryProtection.None);
            try
            {
                using (Space.BeginInvalidate(range, @event, owner))
                    _mapping.Move(source, moved._mapping, moved.Range);
                return moved;
            }
            catch
            {
                moved.UnmapUnseen();
                throw;
            }
        }
    }

    private bool MoveAnnounced(AddressRange range, MappedMemory target, ulong destination, in Announcement announcement)
    {
        // Two moves in opposite directions take the locks of both in the same order.
        var (first, second) = Id < target.Id ? (this, target) : (target, this);
        if (!first.TryEnter(in announcement))
            return false;
        try
        {
            if (!second.TryEnter(in announcement))
                return false;
            try
            {
                return MoveAlone(range, target, destination, in announcement);
            }
            finally
            {
                second._changes.Exit();
            }
        }
        finally
        {
            first._changes.Exit();
        }
    }

    /// <summary>Neither memory is changed by anybody else meanwhile.</summary>
    private bool MoveAlone(AddressRange range, MappedMemory target, ulong destination, in Announcement announcement)
    {
        CheckPages(range);
        PageSize.CheckAddress(destination);
        var arrival = AddressRange.FromLength(destination, range.Length);
        target.CheckPages(arrival);
        if (arrival.Overlaps(range))
            throw new ArgumentOutOfRangeException(nameof(destination), destination, $"{arrival} overlaps {range}; the kernel moves pages only to addresses apart from theirs.");
        var source = SingleSegment(range);
        if (!TryBegin(range, in announcement, out var leaving))
            return false;
        using (leaving)
        {
            if (!target.TryBegin(arrival, in announcement, out var arriving))
                return false;
            using (arriving)
                _mapping.Move(source, target._mapping, arrival);
        }

        return true;
    }

    private Segment SingleSegment(AddressRange range)
    {
        if (_mapping.Segments.TryFind(range.Start, out var segment) && segment.Range.Contains(range))
            return segment.Clip(range);
        throw new ArgumentOutOfRangeException(nameof(range), range, $"{range} spans several mappings, of different files, offsets or protections, and the kernel moves one at a time; {segment.Range} is the first. Move each by itself.");
    }

    /// <summary>Gives up a reservation that was never handed out: there is nobody to tell.</summary>
    private void UnmapUnseen()
    {
        foreach (var range in MappedRanges)
            _mapping.Unmap(range);
    }
}
