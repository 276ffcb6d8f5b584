namespace NotifierSdk.Benchmarks.Reference;

/// <summary>An intrusive red-black tree in order of start, in which each node knows the largest last address below it.</summary>
internal sealed class RedBlackTree
{
    private RangeNode? _root;
    private RangeNode? _first;

    internal RangeNode? Root => _root;

    /// <summary>The first node that overlaps the range.</summary>
    internal RangeNode? First(ulong start, ulong last) =>
        _root is { } root && root.SubtreeLast >= start && _first!.Start <= last ? FirstBelow(root, start, last) : null;

    /// <summary>The next node after this one that overlaps the range.</summary>
    internal static RangeNode? Next(RangeNode node, ulong start, ulong last)
    {
        while (true)
        {
            if (node.Right is { } right && right.SubtreeLast >= start)
                return FirstBelow(right, start, last);

            RangeNode child;
            do
            {
                child = node;
                if (node.Parent is not { } parent)
                    return null;
                node = parent;
            }
            while (ReferenceEquals(node.Right, child));

            if (node.Start > last)
                return null;
            if (node.Last >= start)
                return node;
        }
    }

    internal void Insert(RangeNode node)
    {
        RangeNode? parent = null;
        var (isLeft, isFirst) = (false, true);
        for (var at = _root; at is not null; at = isLeft ? at.Left : at.Right)
        {
            parent = at;
            if (at.SubtreeLast < node.Last)
                at.SubtreeLast = node.Last;
            isLeft = node.Start < at.Start;
            isFirst &= isLeft;
        }

        (node.Parent, node.Left, node.Right, node.IsRed, node.SubtreeLast) = (parent, null, null, true, node.Last);
        if (parent is null)
            _root = node;
        else if (isLeft)
            parent.Left = node;
        else
            parent.Right = node;
        if (isFirst)
            _first = node;
        RebalanceAfterInsert(node);
    }

    internal void Remove(RangeNode node)
    {
        if (ReferenceEquals(node, _first))
            _first = Successor(node);

        RangeNode? child, parent, moved = null;
        bool isBlackGone;
        if (node.Left is null || node.Right is null)
        {
            (child, parent, isBlackGone) = (node.Left ?? node.Right, node.Parent, !node.IsRed);
            PutInPlaceOf(node, child);
        }
        else
        {
            moved = Leftmost(node.Right);
            (child, parent, isBlackGone) = (moved.Right, moved.Parent, !moved.IsRed);
            if (ReferenceEquals(parent, node))
            {
                parent = moved;
            }
            else
            {
                PutInPlaceOf(moved, child);
                moved.Right = node.Right;
                moved.Right.Parent = moved;
            }

            PutInPlaceOf(node, moved);
            (moved.Left, moved.IsRed, moved.SubtreeLast) = (node.Left, node.IsRed, node.SubtreeLast);
            moved.Left.Parent = moved;
        }

        RefreshUpwards(parent, moved);
        if (moved is not null)
            RefreshUpwards(moved, null);
        if (isBlackGone)
            RebalanceAfterRemove(child, parent);
    }

    private static RangeNode? FirstBelow(RangeNode node, ulong start, ulong last)
    {
        while (true)
        {
            // Whatever to the left reaches the start: the first overlap is there, or there is none at all.
            if (node.Left is { } left && left.SubtreeLast >= start)
            {
                node = left;
                continue;
            }

            if (node.Start > last)
                return null;
            if (node.Last >= start)
                return node;
            if (node.Right is not { } right || right.SubtreeLast < start)
                return null;
            node = right;
        }
    }

    private static RangeNode Leftmost(RangeNode node)
    {
        while (node.Left is { } left)
            node = left;
        return node;
    }

    private static RangeNode? Successor(RangeNode node)
    {
        if (node.Right is { } right)
            return Leftmost(right);
        while (node.Parent is { } parent && ReferenceEquals(parent.Right, node))
            node = parent;
        return node.Parent;
    }

    private static void Refresh(RangeNode node)
    {
        var max = node.Last;
        if (node.Left is { } left && left.SubtreeLast > max)
            max = left.SubtreeLast;
        if (node.Right is { } right && right.SubtreeLast > max)
            max = right.SubtreeLast;
        node.SubtreeLast = max;
    }

    /// <summary>From a node up, as long as something changes.</summary>
    private static void RefreshUpwards(RangeNode? node, RangeNode? end)
    {
        for (; !ReferenceEquals(node, end); node = node.Parent)
        {
            var before = node!.SubtreeLast;
            Refresh(node);
            if (node.SubtreeLast == before)
                return;
        }
    }

    private void PutInPlaceOf(RangeNode node, RangeNode? other)
    {
        var parent = node.Parent;
        if (parent is null)
            _root = other;
        else if (ReferenceEquals(parent.Left, node))
            parent.Left = other;
        else
            parent.Right = other;
        if (other is not null)
            other.Parent = parent;
    }

    private void RotateLeft(RangeNode node)
    {
        var top = node.Right!;
        node.Right = top.Left;
        if (top.Left is { } inner)
            inner.Parent = node;
        PutInPlaceOf(node, top);
        top.Left = node;
        node.Parent = top;
        top.SubtreeLast = node.SubtreeLast;
        Refresh(node);
    }

    private void RotateRight(RangeNode node)
    {
        var top = node.Left!;
        node.Left = top.Right;
        if (top.Right is { } inner)
            inner.Parent = node;
        PutInPlaceOf(node, top);
        top.Right = node;
        node.Parent = top;
        top.SubtreeLast = node.SubtreeLast;
        Refresh(node);
    }

    private void RebalanceAfterInsert(RangeNode node)
    {
        while (node.Parent is { IsRed: true } parent)
        {
            var grand = parent.Parent!;
            var isLeft = ReferenceEquals(parent, grand.Left);
            var uncle = isLeft ? grand.Right : grand.Left;
            if (uncle is { IsRed: true })
            {
                (parent.IsRed, uncle.IsRed, grand.IsRed) = (false, false, true);
                node = grand;
                continue;
            }

            if (ReferenceEquals(node, isLeft ? parent.Right : parent.Left))
            {
                Rotate(parent, isLeft);
                parent = node;
            }

            (parent.IsRed, grand.IsRed) = (false, true);
            Rotate(grand, !isLeft);
            break;
        }

        _root!.IsRed = false;
    }

    private void RebalanceAfterRemove(RangeNode? node, RangeNode? parent)
    {
        while (parent is not null && node is not { IsRed: true })
        {
            var isLeft = ReferenceEquals(node, parent.Left);
            var sibling = (isLeft ? parent.Right : parent.Left)!;
            if (sibling.IsRed)
            {
                (sibling.IsRed, parent.IsRed) = (false, true);
                Rotate(parent, isLeft);
                sibling = (isLeft ? parent.Right : parent.Left)!;
            }

            var (near, far) = isLeft ? (sibling.Left, sibling.Right) : (sibling.Right, sibling.Left);
            if (near is not { IsRed: true } && far is not { IsRed: true })
            {
                sibling.IsRed = true;
                (node, parent) = (parent, parent.Parent);
                continue;
            }

            if (far is not { IsRed: true })
            {
                (near!.IsRed, sibling.IsRed) = (false, true);
                Rotate(sibling, !isLeft);
                (sibling, far) = (near, sibling);
            }

            (sibling.IsRed, parent.IsRed, far.IsRed) = (parent.IsRed, false, false);
            Rotate(parent, isLeft);
            return;
        }

        if (node is not null)
            node.IsRed = false;
    }

    private void Rotate(RangeNode node, bool isLeft)
    {
        if (isLeft)
            RotateLeft(node);
        else
            RotateRight(node);
    }
}
