namespace NotifierSdk;

/// <summary>Describes one announced change to a callback.</summary>
/// <remarks>The value does not change, but it is only meaningful during the callback.</remarks>
public struct Invalidation
{
    internal Invalidation(AddressRange range, InvalidationEvent @event, bool isBlockable, object? owner, InvalidationSequence sequence)
    {
        Range = range;
        Overlap = range;
        Event = @event;
        IsBlockable = isBlockable;
        Owner = owner;
        Sequence = sequence;
    }

    /// <summary>Gets the whole range that was announced. It may reach beyond the notifier's range. A release announces all 2^64 addresses.</summary>
    public readonly AddressRange Range { get; }

    /// <summary>
    /// Gets the part of <see cref="Range"/> that lies inside the range for which the notifier is called, so it can be used as an index into the notifier's table.
    /// If an update moved the notifier after the invalidation began, this is the part inside its former range.
    /// </summary>
    public AddressRange Overlap { readonly get; internal set; }

    /// <summary>Gets the reason for the change.</summary>
    public readonly InvalidationEvent Event { get; }

    /// <summary>Gets whether the callback may wait. If it may not, it tries its lock, and returns false if the lock is not free.</summary>
    public readonly bool IsBlockable { get; }

    /// <summary>Gets the object that announced the change, or null. It is compared by reference with the <see cref="IntervalNotifier.Owner"/> of a driver.</summary>
    public readonly object? Owner { get; }

    /// <summary>Gets the sequence that the callback saves with <c>SetSeq</c> under the driver lock.</summary>
    public readonly InvalidationSequence Sequence { get; }

    /// <inheritdoc/>
    public override readonly string ToString() => $"{Event} of {Range}";
}
