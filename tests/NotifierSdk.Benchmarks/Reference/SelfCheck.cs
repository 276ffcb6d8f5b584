namespace NotifierSdk.Benchmarks.Reference;

/// <summary>A reference that is wrong, or out of balance, would be a comparison with nothing: checks it against the interval tree first.</summary>
internal static class SelfCheck
{
    internal static void Run()
    {
        var random = new Random(3);
        var (reference, tree) = (new RedBlackTree(), IntervalTree<RangeNode>.Empty);
        var nodes = new List<RangeNode>();
        for (var step = 0L; step < 30_000; step++)
        {
            if (nodes.Count == 0 || random.Next(20_000) >= (step < 15_000 ? nodes.Count : 20_000))
            {
                var node = new RangeNode(AnyRange(random)) { Payload = (ulong)step };
                nodes.Add(node);
                reference.Insert(node);
                tree = tree.Add(node.Range, step, node);
            }
            else
            {
                var at = random.Next(nodes.Count);
                reference.Remove(nodes[at]);
                tree = tree.Remove(nodes[at].Range, (long)nodes[at].Payload);
                nodes[at] = nodes[^1];
                nodes.RemoveAt(nodes.Count - 1);
            }

            CheckAnswer(reference, tree, AnyRange(random));
            if (step % 1000 == 0)
                CheckShape(reference.Root);
        }
    }

    private static AddressRange AnyRange(Random random) =>
        AddressRange.FromLength((ulong)random.NextInt64(1 << 20), 1 + (ulong)random.NextInt64(random.Next(100) == 0 ? 1 << 18 : 256));

    private static void CheckAnswer(RedBlackTree reference, IntervalTree<RangeNode> tree, AddressRange query)
    {
        var node = reference.First(query.Start, query.Last);
        foreach (var expected in tree.Overlapping(query))
        {
            if (node is null || node.Start != expected.Start)
                throw new InvalidOperationException($"The reference and the tree differ on {query}.");
            node = RedBlackTree.Next(node, query.Start, query.Last);
        }

        if (node is not null)
            throw new InvalidOperationException($"The reference finds {node.Range} for {query}, and the tree does not.");
    }

    /// <summary>Returns the number of black nodes on each path down.</summary>
    private static int CheckShape(RangeNode? node)
    {
        if (node is null)
            return 1;
        var (left, right) = (CheckShape(node.Left), CheckShape(node.Right));
        var max = Math.Max(node.Last, Math.Max(node.Left?.SubtreeLast ?? 0, node.Right?.SubtreeLast ?? 0));
        if (left != right || max != node.SubtreeLast || (node.IsRed && (node.Left is { IsRed: true } || node.Right is { IsRed: true })))
            throw new InvalidOperationException($"The reference's tree is not in order at {node.Range}.");
        return left + (node.IsRed ? 0 : 1);
    }
}
