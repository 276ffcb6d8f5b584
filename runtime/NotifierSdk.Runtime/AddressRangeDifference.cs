using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk;

/// <summary>Represents what <see cref="AddressRange.Subtract"/> leaves of a range: no piece, one, or two. Use it in <c>foreach</c>, or deconstruct it.</summary>
/// <remarks>
/// A driver that loses the middle of its range keeps one piece, and inserts a second notifier for the other:
/// <c>var (before, after) = notifier.Range.Subtract(hole);</c>. The type is immutable, so threads can share a value. The default value has no piece.
/// </remarks>
public readonly record struct AddressRangeDifference
{
    internal AddressRangeDifference(AddressRange? before, AddressRange? after)
    {
        Before = before;
        After = after;
    }

    /// <summary>Gets the piece before the subtracted range, or null if there is none.</summary>
    public AddressRange? Before { get; }

    /// <summary>Gets the piece after the subtracted range, or null if there is none.</summary>
    public AddressRange? After { get; }

    /// <summary>Gets the number of pieces, from 0 to 2.</summary>
    public int Count => (Before is null ? 0 : 1) + (After is null ? 0 : 1);

    /// <summary>Returns both pieces.</summary>
    public void Deconstruct(out AddressRange? before, out AddressRange? after) => (before, after) = (Before, After);

    /// <summary>Returns an enumerator of the pieces, in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerates the pieces.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct Enumerator
    {
        private AddressRange? _next, _afterNext;

        internal Enumerator(AddressRangeDifference difference)
        {
            (_next, _afterNext) = difference.Before is null ? (difference.After, null) : (difference.Before, difference.After);
            Current = default;
        }

        /// <summary>Gets the current piece.</summary>
        public AddressRange Current { get; private set; }

        /// <summary>Moves to the next piece, and returns false if there is none.</summary>
        public bool MoveNext()
        {
            if (_next is not { } piece)
                return false;
            Current = piece;
            (_next, _afterNext) = (_afterNext, null);
            return true;
        }
    }
}
