using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using NotifierSdk.Tree;

namespace NotifierSdk;

public sealed partial class IntervalTree<T>
{
    /// <summary>The values of the entries that overlap a range; for <c>foreach</c>.</summary>
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

        /// <summary>Begins a walk.</summary>
        public OverlapEnumerator GetEnumerator() => new(_tree, _range);
    }

    /// <summary>A walk over the values of the entries that overlap a range.</summary>
    [SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "As the enumerators of the collections: it is of no use by itself.")]
    public struct OverlapEnumerator
    {
        private const int BitsPerLane = 4;

        private readonly Node _root;
        private readonly int _height;
        private readonly ulong _start, _last;
        private Leaf<T> _leaf;
        private uint _pending; // of the leaf's lanes those still to come
        private bool _isLastLeaf;
        private ulong _path; // the lane taken at each height, 4 bits each

        internal OverlapEnumerator(IntervalTree<T> tree, AddressRange range)
        {
            _root = tree._root;
            _height = tree._height;
            (_start, _last) = (range.Start, range.Last);
            _leaf = null!;
            Descend(_root, _height, _root.Reaching(_start));
            Current = default!;
        }

        /// <summary>The value of the entry that <see cref="MoveNext"/> came to.</summary>
        public T Current { get; private set; }

        /// <summary>Goes on to the next entry; false if there is none.</summary>
        public bool MoveNext()
        {
            if (_pending == 0 && !NextLeaf())
                return false;
            Current = _leaf.Values[BitOperations.TrailingZeroCount(_pending)];
            _pending &= _pending - 1;
            return true;
        }

        /// <summary>Goes down to the first leaf of these lanes of a node. All of them lead to an entry that reaches the range's start.</summary>
        private void Descend(Node node, int height, uint lanes)
        {
            for (; height > 0 && lanes != 0; height--)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                _path = (_path & ~(15UL << (height * BitsPerLane))) | ((ulong)lane << (height * BitsPerLane));
                node = ((Inner)node).Children[lane];
                lanes = node.Reaching(_start);
            }

            if (height > 0)
            {
                _isLastLeaf = true;
                return;
            }

            _leaf = (Leaf<T>)node;
            var beyond = Lanes.Above(in _leaf.Keys.Starts, _last) & _leaf.Occupied;
            _pending = lanes & ~beyond;
            _isLastLeaf = beyond != 0; // entries are in order of start: whatever follows begins behind the range too
        }

        // Without a stack: the way down is retraced, and left at the lowest place from which another way leads on.
        private bool NextLeaf()
        {
            if (_isLastLeaf)
                return false;

            var node = _root;
            var (turn, turnHeight, turnLanes) = (node, 0, 0u);
            for (var height = _height; height > 0; height--)
            {
                var lane = (int)(_path >> (height * BitsPerLane)) & 15;
                var further = node.Reaching(_start) & ~((2u << lane) - 1);
                if (further != 0)
                    (turn, turnHeight, turnLanes) = (node, height, further);
                node = ((Inner)node).Children[lane];
            }

            _isLastLeaf = true;
            if (turnLanes != 0)
                Descend(turn, turnHeight, turnLanes);
            return _pending != 0;
        }
    }
}
