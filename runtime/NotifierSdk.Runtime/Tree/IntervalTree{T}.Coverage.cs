using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk;

/// <content>What the entries cover together, and what they leave free.</content>
public sealed partial class IntervalTree<T>
{
    /// <summary>Returns the parts of a range that the entries cover: their union, as ranges that neither overlap nor touch, in order. Use the result in <c>foreach</c>, which allocates nothing.</summary>
    /// <param name="within">The range to look at. What the entries cover outside it is cut off.</param>
    public CoveredEnumerable Covered(AddressRange within) => new(this, within);

    /// <summary>Returns the parts of a range that the entries leave free, in order. Use the result in <c>foreach</c>, which allocates nothing.</summary>
    /// <param name="within">The range to look at. A gap ends where it ends.</param>
    public GapEnumerable Gaps(AddressRange within) => new(this, within);

    /// <summary>Returns the union of a range and of all entries that overlap or touch it, and of those that overlap or touch these, and so on.</summary>
    /// <remarks>Use it to merge ranges: the result replaces all entries that it overlaps or touches. The call takes O(log n) for each entry that lengthens the result, and allocates nothing.</remarks>
    /// <param name="range">The range to begin with; it need not be in the tree.</param>
    public AddressRange Union(AddressRange range)
    {
        var (start, last) = (range.Start, range.Last);
        while (true)
        {
            // In order of start, so the first that reaches the address before it has the lowest start of all that do.
            if (FirstAtOrAfter(start == 0 ? 0 : start - 1) is { } before && before.Range.Start < start)
                start = before.Range.Start;
            else if (FarthestFromUpTo(last == ulong.MaxValue ? last : last + 1) is { } farthest && farthest > last)
                last = farthest;
            else
                return AddressRange.FromBounds(start, last);
        }
    }

    /// <summary>Represents the parts of a range that the entries of a tree cover.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    [SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "As the other enumerables of the tree.")]
    public readonly struct CoveredEnumerable : IEnumerable<AddressRange>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _within;

        internal CoveredEnumerable(IntervalTree<T> tree, AddressRange within)
        {
            _tree = tree;
            _within = within;
        }

        /// <summary>Returns an enumerator of the ranges.</summary>
        public CoveredEnumerator GetEnumerator() => new(_tree, _within);

        IEnumerator<AddressRange> IEnumerable<AddressRange>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Enumerates the parts of a range that the entries cover.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct CoveredEnumerator : IEnumerator<AddressRange>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _within;
        private OverlapEnumerator _entries;
        private bool _isEntryLeft; // the walk over the entries stands at one that is not told yet

        internal CoveredEnumerator(IntervalTree<T> tree, AddressRange within)
        {
            (_tree, _within) = (tree, within);
            _entries = new OverlapEnumerator(tree, within);
            _isEntryLeft = _entries.MoveNext();
            Current = default;
        }

        /// <summary>Gets the current range.</summary>
        public AddressRange Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <summary>Moves to the next range, and returns false if there is none.</summary>
        public bool MoveNext()
        {
            if (!_isEntryLeft)
                return false;
            var (start, last) = (Math.Max(_entries.CurrentRange.Start, _within.Start), _entries.CurrentRange.Last);
            while ((_isEntryLeft = _entries.MoveNext()) && (_entries.CurrentRange.Start <= last || _entries.CurrentRange.Start - 1 == last))
                last = Math.Max(last, _entries.CurrentRange.Last);
            Current = AddressRange.FromStored(start, Math.Min(last, _within.Last));
            return true;
        }

        /// <summary>Moves back to the position before the first range.</summary>
        public void Reset() => this = new CoveredEnumerator(_tree, _within);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }

    /// <summary>Represents the parts of a range that the entries of a tree leave free.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    [SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "As the other enumerables of the tree.")]
    public readonly struct GapEnumerable : IEnumerable<AddressRange>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _within;

        internal GapEnumerable(IntervalTree<T> tree, AddressRange within)
        {
            _tree = tree;
            _within = within;
        }

        /// <summary>Returns an enumerator of the ranges.</summary>
        public GapEnumerator GetEnumerator() => new(_tree, _within);

        IEnumerator<AddressRange> IEnumerable<AddressRange>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Enumerates the parts of a range that the entries leave free.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct GapEnumerator : IEnumerator<AddressRange>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _within;
        private CoveredEnumerator _covered;
        private ulong? _next; // where the next gap begins at the earliest; null: past the end

        internal GapEnumerator(IntervalTree<T> tree, AddressRange within)
        {
            (_tree, _within) = (tree, within);
            _covered = new CoveredEnumerator(tree, within);
            _next = within.Start;
            Current = default;
        }

        /// <summary>Gets the current range.</summary>
        public AddressRange Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <summary>Moves to the next range, and returns false if there is none.</summary>
        public bool MoveNext()
        {
            while (_next is { } start)
            {
                if (!_covered.MoveNext())
                {
                    Current = AddressRange.FromStored(start, _within.Last);
                    _next = null;
                    return true;
                }

                var covered = _covered.Current;
                _next = covered.Last == _within.Last ? null : covered.Last + 1;
                if (start == covered.Start)
                    continue;
                Current = AddressRange.FromStored(start, covered.Start - 1);
                return true;
            }

            return false;
        }

        /// <summary>Moves back to the position before the first range.</summary>
        public void Reset() => this = new GapEnumerator(_tree, _within);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
