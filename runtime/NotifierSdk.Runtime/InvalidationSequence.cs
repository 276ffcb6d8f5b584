namespace NotifierSdk;

/// <summary>Names one invalidation of one space. A callback saves it with <c>SetSeq</c>, so that open tokens collide.</summary>
/// <remarks>Compared for equality only; it says nothing of order. The default value names no invalidation, and <c>SetSeq</c> refuses it.</remarks>
public readonly struct InvalidationSequence : IEquatable<InvalidationSequence>
{
    internal InvalidationSequence(ulong value) => Value = value;

    internal ulong Value { get; }

    /// <inheritdoc/>
    public bool Equals(InvalidationSequence other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InvalidationSequence other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>Whether both name the same invalidation.</summary>
    public static bool operator ==(InvalidationSequence left, InvalidationSequence right) => left.Equals(right);

    /// <summary>Whether they name different invalidations.</summary>
    public static bool operator !=(InvalidationSequence left, InvalidationSequence right) => !left.Equals(right);

    /// <summary>The number, for a log.</summary>
    public override string ToString() => Value == 0 ? "none" : Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
