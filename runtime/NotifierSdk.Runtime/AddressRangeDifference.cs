using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk;

/// <summary>What <see cref="AddressRange.Subtract"/> leaves of a range: none, one or two pieces. For <c>foreach</c>, or by name.</summary>
/// <remarks>
/// A driver that loses the middle of its range keeps one piece, and inserts a second notifier for the other:
/// <c>var (before, after) = notifier.Range.Subtract(hole);</c>. Immutable, so safe to share between threads; a default value has no piece.
/// </remarks>
public readonly record struct AddressRangeDifference
{
    internal AddressRangeDifference(AddressRange? before, AddressRange? after)
    {
        Before = before;
        After = after;
    }

    /// <summary>The piece before what was taken away; null if there is none.</summary>
    public AddressRange? Before { get; }

    /// <summary>The piece behind what was taken away; null if there is none.</summary>
    public AddressRange? After { get; }

    /// <summary>The number of pieces, 0 to 2.</summary>
    public int Count => (Before is null ? 0 : 1) + (After is null ? 0 : 1);

    /// <summary>Both pieces.</summary>
    public void Deconstruct(out AddressRange? before, out AddressRange? after) => (before, after) = (Before, After);

    /// <summary>Begins a walk over the pieces that there are, in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>A walk over the pieces.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct Enumerator
    {
        private AddressRange? _next, _afterNext;

        internal Enumerator(AddressRangeDifference difference)
        {
            (_next, _afterNext) = difference.Before is null ? (difference.After, null) : (difference.Before, difference.After);
            Current = default;
        }

        /// <summary>The piece to which <see cref="MoveNext"/> came.</summary>
        public AddressRange Current { get; private set; }

        /// <summary>Goes on to the next piece; false if there is none.</summary>
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
