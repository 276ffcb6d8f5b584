using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>Where in a tree a key is, or belongs.</summary>
internal readonly ref struct LeafPlace<T>
{
    private LeafPlace(Inner? parent, int lane, Leaf<T> leaf, Key key)
    {
        Parent = parent;
        Lane = lane;
        Leaf = leaf;
        Position = leaf.PositionOf(key);
    }

    /// <summary>The node above the leaf; null if the leaf is the root.</summary>
    internal Inner? Parent { get; }

    /// <summary>Which child of the node above the leaf is.</summary>
    internal int Lane { get; }

    internal Leaf<T> Leaf { get; }

    /// <summary>Where in the leaf.</summary>
    internal int Position { get; }

    internal static LeafPlace<T> Find(Node root, int height, Key key)
    {
        var (node, parent, lane) = (root, (Inner?)null, 0);
        for (; height > 0; height--)
        {
            parent = (Inner)node;
            lane = parent.ChildFor(key);
            node = parent.Children[lane];
        }

        var leaf = Unsafe.As<Leaf<T>>(node);
        leaf.PrefetchAll();
        return new LeafPlace<T>(parent, lane, leaf, key);
    }
}
