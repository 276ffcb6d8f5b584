namespace NotifierSdk;

/// <summary>One announced change, as a callback sees it.</summary>
/// <remarks>Immutable, but meant for the duration of the callback: nothing in it is of use afterwards.</remarks>
public readonly struct Invalidation
{
    internal Invalidation(AddressRange range, InvalidationEvent @event, bool isBlockable, object? owner, ulong sequence)
    {
        Range = range;
        Event = @event;
        IsBlockable = isBlockable;
        Owner = owner;
        Sequence = new InvalidationSequence(sequence);
    }

    /// <summary>What changes: the whole range that was announced, which may reach beyond the notifier's own.</summary>
    public AddressRange Range { get; }

    /// <summary>Why it changes.</summary>
    public InvalidationEvent Event { get; }

    /// <summary>Whether the callback may wait. If not, it tries its lock and returns false when that fails.</summary>
    public bool IsBlockable { get; }

    /// <summary>Who announced the change, if it said so; compared by reference with a driver's own <see cref="IntervalNotifier.Owner"/>.</summary>
    public object? Owner { get; }

    /// <summary>What the callback saves with <c>SetSeq</c>, under the driver lock.</summary>
    public InvalidationSequence Sequence { get; }

    internal Invalidation WithSequence(ulong sequence) => new(Range, Event, IsBlockable, Owner, sequence);

    /// <inheritdoc/>
    public override string ToString() => $"{Event} of {Range}";
}
