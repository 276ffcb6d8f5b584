using NotifierSdk.Tree;

namespace NotifierSdk.Runtime.Tests.Tree;

/// <summary>Walks a tree and checks everything that its nodes promise each other.</summary>
internal static class TreeShape
{
    internal static void Check<T>(IntervalTree<T> tree, int fewestInLeaf = Node.Minimum)
    {
        var keys = new List<Key>();
        Assert.Equal(Check<T>(tree.Root, tree.Height, isRoot: true, fewestInLeaf, keys), tree.Reach);
        Assert.Equal(tree.Count, keys.Count);
        for (var i = 1; i < keys.Count; i++)
            Assert.True(IsBelow(keys[i - 1], keys[i]), $"{keys[i - 1]} is followed by {keys[i]}");
    }

    private static long Check<T>(Node node, int height, bool isRoot, int fewestInLeaf, List<Key> keys)
    {
        Assert.InRange(node.Count, isRoot ? (height > 0 ? 2 : 0) : height == 0 ? fewestInLeaf : Node.Minimum, Node.Capacity);
        var max = Lanes.Vacant;
        for (var lane = 0; lane < node.Count; lane++)
        {
            var firstKey = keys.Count;
            if (height == 0)
            {
                var leaf = Assert.IsType<Leaf<T>>(node);
                keys.Add(leaf.Keys[lane]);
                Assert.True(leaf.Keys.Starts[lane] <= leaf.Lasts[lane]);
            }
            else
            {
                var inner = Assert.IsType<Inner>(node);
                Assert.Equal(inner.Lasts[lane], Check<T>(inner.Children[lane], height - 1, isRoot: false, fewestInLeaf, keys));
                if (lane > 0)
                {
                    Assert.False(IsBelow(keys[firstKey], inner.SeparatorAt(lane)), "a key lies below the separator of its child");
                    Assert.True(IsBelow(keys[firstKey - 1], inner.SeparatorAt(lane)), "a separator does not lie above the child before");
                }
            }

            max = Math.Max(max, node.Lasts[lane]);
        }

        CheckThatNothingIsLeft<T>(node);
        return max;
    }

    // A lane past the count that is not vacant would count as the largest last address; a value there would be kept alive.
    private static void CheckThatNothingIsLeft<T>(Node node)
    {
        for (var lane = node.Count; lane < Node.Capacity; lane++)
        {
            Assert.Equal(Lanes.Vacant, node.Lasts[lane]);
            if (node is Leaf<T> leaf)
                Assert.Equal(default, leaf.Values[lane]);
            else
                Assert.Null(((Inner)node).Children[lane]);
        }
    }

    private static bool IsBelow(Key left, Key right) => (left.Start, left.Id).CompareTo((right.Start, right.Id)) < 0;
}
