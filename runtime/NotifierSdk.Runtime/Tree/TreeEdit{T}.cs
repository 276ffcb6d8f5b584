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
    internal bool TryAdd(Key key, ulong last, T value)
    {
        if (!TryAdd(Root, Height, key, last, value, out var root, out var split))
            return false;

        Count++;
        Root = root;
        if (split is null)
            return true;

        var top = new Inner(Version);
        top.Insert(0, root);
        top.Insert(1, split);
        Root = top;
        Height++;
        return true;
    }

    /// <summary>False, and nothing changed, if the key is not in.</summary>
    internal bool TryRemove(Key key, ulong last)
    {
        if (!TryRemove(Root, Height, key, last, out var root))
            return false;

        Count--;
        Root = root;
        if (Height > 0 && root.Count == 1)
        {
            Root = ((Inner)root).Children[0];
            Height--;
        }

        return true;
    }

    private readonly bool TryAdd(Node node, int height, Key key, ulong last, T value, out Node changed, out Node? split)
    {
        if (height == 0)
            return TryAddToLeaf((Leaf<T>)node, key, last, value, out changed, out split);

        var inner = (Inner)node;
        var lane = inner.ChildFor(key);
        if (!TryAdd(inner.Children[lane], height - 1, key, last, value, out var child, out var newChild))
        {
            (changed, split) = (node, null);
            return false;
        }

        inner = (Inner)inner.ForEdit(Version);
        (changed, split) = (inner, null);
        if (newChild is null)
        {
            inner.Replace(lane, child, Math.Max(inner.Lasts[lane], last));
            return true;
        }

        inner.Replace(lane, child, Lanes.Max(in child.Lasts));
        var at = lane + 1;
        ((Inner)RoomAt(inner, ref at, out split)).Insert(at, newChild);
        return true;
    }

    private readonly bool TryAddToLeaf(Leaf<T> leaf, Key key, ulong last, T value, out Node changed, out Node? split)
    {
        (changed, split) = (leaf, null);
        var at = leaf.PositionOf(key);
        if (leaf.HoldsAt(at, key))
            return false;

        changed = leaf.ForEdit(Version);
        ((Leaf<T>)RoomAt(changed, ref at, out split)).Insert(at, key, last, value);
        return true;
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

    private readonly bool TryRemove(Node node, int height, Key key, ulong last, out Node changed)
    {
        changed = node;
        if (height == 0)
        {
            var leaf = (Leaf<T>)node;
            var at = leaf.PositionOf(key);
            if (!leaf.HoldsAt(at, key) || leaf.Lasts[at] != last)
                return false;
            changed = leaf.ForEdit(Version);
            changed.Remove(at, 1);
            return true;
        }

        var inner = (Inner)node;
        var lane = inner.ChildFor(key);
        if (!TryRemove(inner.Children[lane], height - 1, key, last, out var child))
            return false;

        inner = (Inner)inner.ForEdit(Version);
        inner.Replace(lane, child, Lanes.Max(in child.Lasts));
        if (child.Count < Node.Minimum)
            Refill(inner, lane == 0 ? 0 : lane - 1);
        changed = inner;
        return true;
    }

    /// <summary>One of these two children has too few entries: makes one of both, or shares the entries out evenly.</summary>
    private readonly void Refill(Inner parent, int lane)
    {
        var left = parent.Children[lane].ForEdit(Version);
        var right = parent.Children[lane + 1];
        var total = left.Count + right.Count;
        if (total <= Node.Capacity)
        {
            left.Insert(left.Count, right, 0, right.Count);
            parent.Remove(lane + 1, 1);
            parent.Replace(lane, left, Lanes.Max(in left.Lasts));
            return;
        }

        right = right.ForEdit(Version);
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

        parent.Replace(lane, left, Lanes.Max(in left.Lasts));
        parent.Replace(lane + 1, right, Lanes.Max(in right.Lasts));
        parent.Separate(lane + 1, right.LowerBound);
    }
}
