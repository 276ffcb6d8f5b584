using System.Runtime.CompilerServices;

namespace NotifierSdk.Tree;

/// <summary>Changes to one tree: copies each node on the way to a change, once, and leaves every other node to both trees.</summary>
internal struct TreeEdit<T>(Node root, int height, int count, long version)
{
    /// <summary>Of the nodes that this edit may change.</summary>
    internal long Version { get; private set; } = version;

    internal Node Root { get; private set; } = root;

    /// <summary>The number of levels above the leaves.</summary>
    internal int Height { get; private set; } = height;

    internal int Count { get; private set; } = count;

    /// <summary>From here on the nodes made so far belong to a tree that somebody may see.</summary>
    internal void Freeze() => Version++;

    /// <summary>False, and nothing changed, if the key is in already.</summary>
    internal bool TryAdd(Key key, long last, T value)
    {
        var path = default(TreePath);
        var leaf = Unsafe.As<Leaf<T>>(path.Descend(Root, Height, key));
        var at = leaf.PositionOf(key);
        if (leaf.HoldsAt(at, key))
            return false;

        Node node = leaf;
        Node? split = null;
        if (leaf.Count < Node.Capacity)
            node = leaf.With(at, key, last, value, Version);
        else
            ((Leaf<T>)RoomAt(node = Editable(leaf), ref at, out split)).With(at, key, last, value, Version);

        for (var height = 1; height <= Height; height++)
        {
            var lane = path.LaneAt(height);
            var inner = Editable(path.NodeAt(height));
            inner.Replace(lane, node, split is null ? Math.Max(inner.Lasts[lane], last) : node.Reach());
            node = inner;
            if (split is { } newChild)
            {
                at = lane + 1;
                ((Inner)RoomAt(inner, ref at, out split)).Insert(at, newChild);
            }
        }

        Count++;
        Root = node;
        if (split is not null)
            Grow(split);
        return true;
    }

    /// <summary>False, and nothing changed, if the key is not in.</summary>
    internal bool TryRemove(Key key, long last)
    {
        var path = default(TreePath);
        var leaf = Unsafe.As<Leaf<T>>(path.Descend(Root, Height, key));
        var at = leaf.PositionOf(key);
        if (!leaf.HoldsAt(at, key) || leaf.Lasts[at] != last)
            return false;

        Node node = leaf.Without(at, Version);
        for (var height = 1; height <= Height; height++)
        {
            var lane = path.LaneAt(height);
            var inner = Editable(path.NodeAt(height));
            inner.Replace(lane, node, inner.Lasts[lane] == last ? node.Reach() : inner.Lasts[lane]);
            if (node.Count < Node.Minimum)
                Refill(inner, lane == 0 ? 0 : lane - 1);
            node = inner;
        }

        Count--;
        Root = node;
        if (Height > 0 && node.Count == 1)
        {
            Root = ((Inner)node).Children[0];
            Height--;
        }

        return true;
    }

    /// <summary>The node, if this edit made it, otherwise a copy to change.</summary>
    private readonly Inner Editable(Inner node) => node.Version == Version ? node : node.Copy(Version);

    private readonly Node Editable(Node node) => node.Version == Version ? node : node.Copy(Version);

    private void Grow(Node split)
    {
        var top = new Inner(Version);
        top.Insert(0, Root);
        top.Insert(1, split);
        Root = top;
        Height++;
    }

    /// <summary>The node to insert into: this one or, if it is full, the half of it that holds the position.</summary>
    private static Node RoomAt(Node node, ref int at, out Node? split)
    {
        split = null;
        if (node.Count < Node.Capacity)
            return node;

        const int Half = Node.Capacity / 2;
        split = node.Sibling();
        split.Insert(0, node, Half, Half);
        node.Remove(Half, Half);
        if (at <= Half)
            return node;
        at -= Half;
        return split;
    }

    /// <summary>One of these two children has too few entries: makes one of both, or shares the entries out evenly.</summary>
    private readonly void Refill(Inner parent, int lane)
    {
        var left = Editable(parent.Children[lane]);
        var right = parent.Children[lane + 1];
        var total = left.Count + right.Count;
        if (total <= Node.Capacity)
        {
            left.Insert(left.Count, right, 0, right.Count);
            parent.Remove(lane + 1, 1);
            parent.Replace(lane, left, left.Reach());
            return;
        }

        right = Editable(right);
        var surplus = left.Count - (total / 2);
        if (surplus > 0)
        {
            right.Insert(0, left, left.Count - surplus, surplus);
            left.Remove(left.Count - surplus, surplus);
        }
        else
        {
            left.Insert(left.Count, right, 0, -surplus);
            right.Remove(0, -surplus);
        }

        parent.Replace(lane, left, left.Reach());
        parent.Replace(lane + 1, right, right.Reach());
        parent.Separate(lane + 1, right.LowerBound);
    }
}
