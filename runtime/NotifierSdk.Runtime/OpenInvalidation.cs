using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>
/// An invalidation that belongs to no thread: begin and end are two calls, perhaps on two threads. Made by <see cref="InvalidationScope.Detach"/>.
/// </summary>
/// <remarks>It is ended once, by whichever copy and thread comes first. The default value is no invalidation; ending it throws.</remarks>
public readonly struct OpenInvalidation : IEquatable<OpenInvalidation>
{
    private readonly InvalidationSlot? _slot;
    private readonly long _word;

    internal OpenInvalidation(InvalidationSlot slot, long word)
    {
        _slot = slot;
        _word = word;
        Range = slot.Range;
        Event = slot.Event;
    }

    /// <summary>What changes.</summary>
    public AddressRange Range { get; }

    /// <summary>Why it changes.</summary>
    public InvalidationEvent Event { get; }

    /// <summary>Whether the invalidation still runs.</summary>
    public bool IsOpen => _slot is not null && _slot.IsAt(_word);

    /// <summary>Ends the invalidation: faults of the range may succeed again. Does not wait; wakes those who wait for it.</summary>
    /// <exception cref="InvalidOperationException">It has ended already, or is a default value; nothing was changed.</exception>
    public void End()
    {
        if (_slot is null)
            throw new InvalidOperationException("This open invalidation is a default value; use the one that Detach returned.");
        if (!_slot.TryEnd(_word))
            throw new InvalidOperationException($"The invalidation ({Event} of {Range}) in '{_slot.Space.Name}' has ended already; each is ended once, however often it was copied.");
    }

    /// <inheritdoc/>
    public bool Equals(OpenInvalidation other) => ReferenceEquals(_slot, other._slot) && _word == other._word;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OpenInvalidation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot, _word);

    /// <summary>Whether both are the same invalidation.</summary>
    public static bool operator ==(OpenInvalidation left, OpenInvalidation right) => left.Equals(right);

    /// <summary>Whether they are different invalidations.</summary>
    public static bool operator !=(OpenInvalidation left, OpenInvalidation right) => !left.Equals(right);
}
