using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>The way from the root to one leaf.</summary>
internal struct TreePath
{
    // 2^31 entries at 8 to a node are 11 levels; the leaf is not among them.
    [InlineArray(12)]
    private struct Nodes
    {
        private Inner _first;
    }

    private Nodes _nodes;
    private ulong _lanes; // 4 bits each

    internal Inner NodeAt(int height) => _nodes[height];

    internal readonly int LaneAt(int height) => (int)(_lanes >> (height * 4)) & 15;

    /// <summary>Goes down to the leaf where the key is, or belongs.</summary>
    internal Node Descend(Node root, int height, Key key)
    {
        _lanes = 0;
        var node = root;
        for (; height > 0; height--)
        {
            var inner = (Inner)node;
            var lane = inner.ChildFor(key);
            _nodes[height] = inner;
            _lanes |= (ulong)lane << (height * 4);
            node = inner.Children[lane];
        }

        return node;
    }
}
