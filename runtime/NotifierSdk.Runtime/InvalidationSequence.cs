using NotifierSdk.Engine;

namespace NotifierSdk;

/// <summary>Identifies one invalidation of one space. A callback saves it with <c>SetSeq</c>, so that open tokens collide.</summary>
/// <remarks>Sequences can be compared for equality only; they have no order. The default value identifies no invalidation, and <c>SetSeq</c> refuses it.</remarks>
public readonly struct InvalidationSequence : IEquatable<InvalidationSequence>
{
    private const int GenerationBits = 40; // of the number for logs

    private readonly InvalidationSlot? _slot; // null: of no slot's, and of every range
    private readonly long _generation;

    internal InvalidationSequence(InvalidationSlot slot, long word)
    {
        _slot = slot;
        _generation = InvalidationSlot.GenerationOf(word);
    }

    private InvalidationSequence(long generation) => _generation = generation;

    /// <summary>What the last callback of a registration saves: everything of it collides already.</summary>
    internal static InvalidationSequence OfRemoval => new(-1);

    /// <summary>The number for logs. It comes again after 2^24 slots or 2^40 invalidations in one slot, so nothing is decided by it.</summary>
    internal ulong Number => _slot is null ? (ulong)_generation : ((ulong)_slot.Number << GenerationBits) | ((ulong)_generation & ((1UL << GenerationBits) - 1));

    /// <summary>What the invalidation announced; everything, if it runs no more or is not known.</summary>
    internal AddressRange Range => _slot is not null && _slot.TryLook(out var generation, out var range, out _, out _) && generation == _generation
        ? range
        : AddressRange.All;

    /// <inheritdoc/>
    public bool Equals(InvalidationSequence other) => ReferenceEquals(_slot, other._slot) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InvalidationSequence other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot, _generation);

    /// <summary>Returns whether both identify the same invalidation.</summary>
    public static bool operator ==(InvalidationSequence left, InvalidationSequence right) => left.Equals(right);

    /// <summary>Returns whether they identify different invalidations.</summary>
    public static bool operator !=(InvalidationSequence left, InvalidationSequence right) => !left.Equals(right);

    /// <summary>Returns the number of the invalidation, for a log.</summary>
    public override string ToString() => this == default ? "none" : Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
