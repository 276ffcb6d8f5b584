using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using NotifierSdk.Tree;

namespace NotifierSdk;

public sealed partial class IntervalTree<T>
{
    /// <summary>Where a walk over the entries that overlap the range begins; false, and nowhere, if there are none.</summary>
    // In two words, so that a question which finds nothing needs no room for an enumerator.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryFindOverlapping(AddressRange range, out LeafVisit first)
    {
        first = LeafVisit.First(_root, _height, range.Start);
        if (first.Reaching != 0 && Unsafe.As<Leaf<T>>(first.Leaf!).Keys.Starts[BitOperations.TrailingZeroCount(first.Reaching)] <= SignedAddress.From(range.Last))
            return true;
        first = default;
        return false;
    }

    /// <summary>Represents the values of the entries that overlap a range. Use it in <c>foreach</c>.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public readonly struct OverlapEnumerable
    {
        private readonly IntervalTree<T> _tree;
        private readonly AddressRange _range;

        internal OverlapEnumerable(IntervalTree<T> tree, AddressRange range)
        {
            _tree = tree;
            _range = range;
        }

        /// <summary>Returns an enumerator of the values.</summary>
        public OverlapEnumerator GetEnumerator() => new(_tree, _range);
    }

    /// <summary>Enumerates the values of the entries that overlap a range.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct OverlapEnumerator
    {
        private readonly IntervalTree<T> _tree;
        private readonly ulong _start;
        private readonly long _last; // as a signed address
        private Leaf<T>? _leaf;
        private uint _pending; // of the leaf's lanes that reach the range's start those still to come
        private ulong _path;
        private int _lane;

        internal OverlapEnumerator(IntervalTree<T> tree, AddressRange range)
            : this(tree, range, LeafVisit.First(tree._root, tree._height, range.Start))
        {
        }

        internal OverlapEnumerator(IntervalTree<T> tree, AddressRange range, LeafVisit visit)
        {
            _tree = tree;
            (_start, _last) = (range.Start, SignedAddress.From(range.Last));
            (_leaf, _pending, _path) = (Unsafe.As<Leaf<T>>(visit.Leaf), visit.Reaching, visit.Path);
            Current = default!;
        }

        /// <summary>Gets the value of the current entry.</summary>
        public T Current { get; private set; }

        /// <summary>The range of that entry.</summary>
        internal readonly AddressRange CurrentRange => _leaf!.RangeAt(_lane);

        internal readonly Entry CurrentEntry => EntryAt(_leaf!, _lane);

        /// <summary>Moves to the next entry, and returns false if there is none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_pending == 0 && !TryGoOn())
                return false;
            // Entries are in order of start: behind one that begins after the range, all do.
            var lane = BitOperations.TrailingZeroCount(_pending);
            if (_leaf!.Keys.Starts[lane] > _last)
                return false;
            _lane = lane;
            Current = _leaf.Values[lane];
            _pending &= _pending - 1;
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryGoOn()
        {
            if (_leaf is null)
                return false; // nothing reaches the range
            var visit = LeafVisit.Next(_tree._root, _tree._height, _start, _path);
            // A walk that has ended stays at its last entry.
            if (visit.Reaching == 0 || Unsafe.As<Leaf<T>>(visit.Leaf!).Keys.Starts[BitOperations.TrailingZeroCount(visit.Reaching)] > _last)
                return false;
            (_leaf, _pending, _path) = (Unsafe.As<Leaf<T>>(visit.Leaf), visit.Reaching, visit.Path);
            return true;
        }
    }
}
