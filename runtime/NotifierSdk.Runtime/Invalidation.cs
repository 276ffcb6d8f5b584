namespace NotifierSdk;

/// <summary>One announced change, as a callback sees it.</summary>
/// <remarks>Immutable, but meant for the duration of the callback: nothing in it is of use afterwards.</remarks>
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

    /// <summary>What changes: the whole range that was announced, which may reach beyond the notifier's own. A release announces all of 2^64 addresses.</summary>
    public readonly AddressRange Range { get; }

    /// <summary>
    /// The part of <see cref="Range"/> that lies inside the range for which the notifier is called, so it can be used as an index into the notifier's table.
    /// If an update moved the notifier after the invalidation began, this is the part inside its former range.
    /// </summary>
    public AddressRange Overlap { readonly get; internal set; }

    /// <summary>Why it changes.</summary>
    public readonly InvalidationEvent Event { get; }

    /// <summary>Whether the callback may wait. If not, it tries its lock and returns false when that fails.</summary>
    public readonly bool IsBlockable { get; }

    /// <summary>Who announced the change, if it said so; compared by reference with a driver's own <see cref="IntervalNotifier.Owner"/>.</summary>
    public readonly object? Owner { get; }

    /// <summary>What the callback saves with <c>SetSeq</c>, under the driver lock.</summary>
    public readonly InvalidationSequence Sequence { get; }

    /// <inheritdoc/>
    public override readonly string ToString() => $"{Event} of {Range}";
}
