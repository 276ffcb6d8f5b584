using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using NotifierSdk.Tree;

namespace NotifierSdk;

/// <content>The tree as a collection of entries.</content>
public sealed partial class IntervalTree<T> : IReadOnlyCollection<IntervalTree<T>.Entry>
{
    /// <summary>Represents one entry of a tree.</summary>
    /// <param name="Range">The range that it was added with.</param>
    /// <param name="Id">The id that it was added with.</param>
    /// <param name="Value">What belongs to the range.</param>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "Of no use without its tree.")]
    public readonly record struct Entry(AddressRange Range, long Id, T Value);

    /// <summary>Returns the entries that overlap the range, in order of start and then id. Use the result in <c>foreach</c>, which allocates nothing.</summary>
    public EntryEnumerable EntriesOverlapping(AddressRange range) => new(this, range);

    /// <summary>Returns an enumerator of all entries, in order of start and then id.</summary>
    public EntryEnumerator GetEnumerator() => new(this, AddressRange.All);

    IEnumerator<Entry> IEnumerable<Entry>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns the first entry, in order of start, that contains the address or lies behind it, or null if all entries lie before it. The call takes O(log n) and allocates nothing.</summary>
    public Entry? FirstAtOrAfter(ulong address)
    {
        var visit = LeafVisit.First(_root, _height, address);
        return visit.Reaching == 0 ? null : EntryAt(Unsafe.As<Leaf<T>>(visit.Leaf!), BitOperations.TrailingZeroCount(visit.Reaching));
    }

    /// <summary>Returns the entry whose range is closest to the address: one that contains it, if there is one. Returns null if the tree is empty. The call takes O(log n) and allocates nothing.</summary>
    /// <remarks>Of several that are as close, one before the address comes first, and then the first in order of start and id.</remarks>
    public Entry? Nearest(ulong address)
    {
        var after = FirstAtOrAfter(address);
        if (after is { } entry && entry.Range.Start <= address)
            return after;
        // None contains it, so whatever begins before it ends before it. The first that reaches as far as the farthest of them is one of them.
        if (FarthestFromUpTo(address) is not { } last)
            return after;
        return after is null || address - last <= after.Value.Range.Start - address ? FirstAtOrAfter(last) : after;
    }

    /// <summary>The largest last address among the entries that start at the address or before; null if there are none.</summary>
    private ulong? FarthestFromUpTo(ulong address)
    {
        var key = new Key(address, long.MaxValue);
        var farthest = (ulong?)null;
        var node = _root;
        for (var height = _height; height > 0; height--)
        {
            var inner = (Inner)node;
            var lane = inner.ChildFor(key);
            Include(inner, lane);
            node = inner.Children[lane];
        }

        var leaf = (Leaf<T>)node;
        var position = leaf.PositionOf(key);
        Include(leaf, leaf.HoldsAt(position, key) ? position + 1 : position);
        return farthest;

        void Include(Node among, int count)
        {
            for (var lane = 0; lane < count; lane++)
                farthest = Math.Max(farthest ?? 0, SignedAddress.ToAddress(among.Lasts[lane]));
        }
    }

    private static Entry EntryAt(Leaf<T> leaf, int lane) =>
        new(leaf.RangeAt(lane), leaf.Keys.Ids[lane], leaf.Values[lane]);

    /// <summary>Represents the entries that overlap a range, in order of start and then id.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    [SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "As the other enumerables of the tree.")]
    public readonly struct EntryEnumerable : IEnumerable<Entry>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _range;

        internal EntryEnumerable(IntervalTree<T> tree, AddressRange range)
        {
            _tree = tree;
            _range = range;
        }

        /// <summary>Returns an enumerator of the entries.</summary>
        public EntryEnumerator GetEnumerator() => new(_tree, _range);

        IEnumerator<Entry> IEnumerable<Entry>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Enumerates entries.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct EntryEnumerator : IEnumerator<Entry>
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _range;
        private OverlapEnumerator _overlapping;

        internal EntryEnumerator(IntervalTree<T> tree, AddressRange range)
        {
            (_tree, _range) = (tree, range);
            _overlapping = new OverlapEnumerator(tree, range);
        }

        /// <summary>Gets the current entry.</summary>
        public readonly Entry Current => _overlapping.CurrentEntry;

        readonly object IEnumerator.Current => Current;

        /// <summary>Moves to the next entry, and returns false if there is none.</summary>
        public bool MoveNext() => _overlapping.MoveNext();

        /// <summary>Moves back to the position before the first entry.</summary>
        public void Reset() => _overlapping = new OverlapEnumerator(_tree, _range);

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
