using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>
/// An invalidation that belongs to no thread: begin and end are two calls, perhaps on two threads. Made by <see cref="InvalidationScope.Detach"/>.
/// </summary>
/// <remarks>It is ended once, by whichever copy and thread comes first. The default value is no invalidation; ending it throws.</remarks>
public readonly struct OpenInvalidation : IEquatable<OpenInvalidation>
{
    private readonly InvalidationSlot? _slot;
    private readonly long _state; // of the slot, as long as this handle may end it

    internal OpenInvalidation(AddressSpace space, InvalidationSlot slot, long state)
    {
        Space = space;
        _slot = slot;
        _state = state;
        Range = slot.Range;
        Event = slot.Event;
    }

    /// <summary>What changes.</summary>
    public AddressRange Range { get; }

    /// <summary>Why it changes.</summary>
    public InvalidationEvent Event { get; }

    internal AddressSpace? Space { get; }

    /// <summary>Whether the invalidation still runs.</summary>
    public bool IsOpen => _slot is not null && _slot.State == _state;

    /// <summary>Ends the invalidation: faults of the range may succeed again. Does not wait; wakes those who wait for it.</summary>
    /// <exception cref="InvalidOperationException">It has ended already, or is a default value; nothing was changed.</exception>
    public void End()
    {
        if (!TryEnd())
        {
            throw new InvalidOperationException(Space is null
                ? "This open invalidation is a default value; use the one that Detach returned."
                : $"The invalidation ({Event} of {Range}) has ended already; each is ended once, however often it was copied.");
        }
    }

    internal bool TryEnd()
    {
        if (_slot is null || !_slot.TryMove(_state, InvalidationSlot.Ended))
            return false;
        Space!.EndInvalidate();
        return true;
    }

    /// <summary>Takes the invalidation from this handle: only the new one can end it.</summary>
    internal bool TryDetach(out OpenInvalidation detached)
    {
        detached = default;
        if (_slot is null || !_slot.TryMove(_state, InvalidationSlot.Detached))
            return false;
        detached = new OpenInvalidation(Space!, _slot, InvalidationSlot.Detached);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(OpenInvalidation other) => ReferenceEquals(_slot, other._slot) && _state == other._state;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OpenInvalidation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot, _state);

    /// <summary>Whether both are the same invalidation.</summary>
    public static bool operator ==(OpenInvalidation left, OpenInvalidation right) => left.Equals(right);

    /// <summary>Whether they are different invalidations.</summary>
    public static bool operator !=(OpenInvalidation left, OpenInvalidation right) => !left.Equals(right);
}
