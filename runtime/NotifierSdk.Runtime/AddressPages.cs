using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk;

/// <summary>Represents the numbers of consecutive pages. <see cref="AddressRange.Pages"/> returns them. Use it in <c>foreach</c>, which allocates nothing.</summary>
/// <remarks>It is never empty; the default value is page 0. The type is immutable, so threads can share a value.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Named after what it holds, as the range is.")]
public readonly record struct AddressPages : IEnumerable<ulong>
{
    internal AddressPages(ulong first, ulong last)
    {
        First = first;
        Last = last;
    }

    /// <summary>Gets the number of the first page.</summary>
    public ulong First { get; }

    /// <summary>Gets the number of the last page, which is included.</summary>
    public ulong Last { get; }

    /// <summary>Returns an enumerator of the page numbers.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<ulong> IEnumerable<ulong>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Enumerates page numbers.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct Enumerator : IEnumerator<ulong>
    {
        private readonly ulong _first, _last;
        private bool _isStarted;

        internal Enumerator(AddressPages pages)
        {
            (_first, _last) = (pages.First, pages.Last);
            Current = _first;
        }

        /// <summary>Gets the number of the current page.</summary>
        public ulong Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <summary>Moves to the next page, and returns false if there is none.</summary>
        // The last page is compared before the step: behind page 2^64-1 there is no number to step to.
        public bool MoveNext()
        {
            if (!_isStarted)
                return _isStarted = true;
            if (Current == _last)
                return false;
            Current++;
            return true;
        }

        /// <summary>Moves back to the position before the first page.</summary>
        public void Reset() => (Current, _isStarted) = (_first, false);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
