using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>
/// Represents an invalidation that belongs to no thread. <see cref="InvalidationScope.Detach"/> creates it, and any thread can end it.
/// </summary>
/// <remarks>
/// It can be ended only once, through any copy and on any thread. Afterwards <see cref="End"/> throws, <see cref="TryEnd"/> returns false, and <see cref="Dispose"/> does nothing. The default value is no
/// invalidation, and behaves as one that has ended.
/// </remarks>
public readonly struct OpenInvalidation : IEquatable<OpenInvalidation>, IDisposable
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

    /// <summary>Gets the range that changes.</summary>
    public AddressRange Range { get; }

    /// <summary>Gets the reason for the change.</summary>
    public InvalidationEvent Event { get; }

    /// <summary>Gets whether the invalidation still runs.</summary>
    public bool IsOpen => _slot is not null && _slot.IsAt(_word);

    /// <summary>Ends the invalidation, so that faults of the range can succeed again. It wakes the threads that wait for the end, and then calls <c>InvalidateRangeEnd</c> of the range notifiers. It waits for nothing else.</summary>
    /// <exception cref="InvalidOperationException">The invalidation has already ended, or is a default value. Nothing was changed.</exception>
    public void End()
    {
        if (_slot is null)
            throw new InvalidOperationException("This open invalidation is a default value; use the one that Detach returned.");
        if (!_slot.TryEndDetached(_word))
            throw new InvalidOperationException($"The invalidation ({Event} of {Range}) in '{_slot.Space.Name}' has ended already; each is ended once, however often it was copied.");
    }

    /// <summary>Ends the invalidation in the same way as <see cref="End"/>, if it has not ended yet.</summary>
    /// <returns>True for the one call that ends the invalidation. False if it has ended already, or if this is the default value.</returns>
    public bool TryEnd() => _slot is not null && _slot.TryEndDetached(_word);

    /// <summary>Ends the invalidation in the same way as <see cref="End"/>, if it has not ended yet. The method never throws.</summary>
    public void Dispose() => TryEnd();

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
