using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>Identifies one invalidation of one space. A callback saves it with <c>SetSeq</c>, so that open tokens collide.</summary>
/// <remarks>Sequences can be compared for equality only; they have no order. The default value identifies no invalidation, and <c>SetSeq</c> refuses it.</remarks>
public readonly struct InvalidationSequence : IEquatable<InvalidationSequence>
{
    private const int GenerationBits = 40;
    private const ulong GenerationMask = (1UL << GenerationBits) - 1;

    private readonly InvalidationSlot? _slot; // null: of no slot's, and of every range

    internal InvalidationSequence(InvalidationSlot slot, long word)
    {
        _slot = slot;
        Value = ((ulong)slot.Number << GenerationBits) | ((ulong)InvalidationSlot.GenerationOf(word) & GenerationMask);
    }

    private InvalidationSequence(ulong value) => Value = value;

    /// <summary>What the last callback of a registration saves: everything of it collides already.</summary>
    internal static InvalidationSequence OfRemoval => new(ulong.MaxValue);

    // Unique for as long as anybody compares: a slot's generations take thirty-five years to come round at one invalidation each millisecond.
    internal ulong Value { get; }

    /// <summary>What the invalidation announced; everything, if it runs no more or is not known.</summary>
    internal AddressRange Range => _slot is not null && _slot.TryLook(out var generation, out var range, out _, out _) && ((ulong)generation & GenerationMask) == (Value & GenerationMask)
        ? range
        : AddressRange.All;

    /// <inheritdoc/>
    public bool Equals(InvalidationSequence other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InvalidationSequence other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>Returns whether both identify the same invalidation.</summary>
    public static bool operator ==(InvalidationSequence left, InvalidationSequence right) => left.Equals(right);

    /// <summary>Returns whether they identify different invalidations.</summary>
    public static bool operator !=(InvalidationSequence left, InvalidationSequence right) => !left.Equals(right);

    /// <summary>Returns the number of the invalidation, for a log.</summary>
    public override string ToString() => Value == 0 ? "none" : Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
