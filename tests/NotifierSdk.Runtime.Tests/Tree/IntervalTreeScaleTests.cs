using System.Diagnostics;
using NotifierSdk.Tree;

namespace NotifierSdk.Runtime.Tests.Tree;

public class IntervalTreeScaleTests
{
    private const ulong Page = 0x1000;

    [Fact]
    public void A_million_entries_come_and_go_in_any_order()
    {
        const int Count = 1_000_000;
        var random = new Random(42);
        var builder = IntervalTree<object>.Empty.ToBuilder();
        var order = Shuffled(Count, random);
        foreach (var page in order)
            builder.Add(PageAt(page), page, builder);
        var full = builder.ToTree();
        TreeShape.Check(full);
        Assert.InRange(full.Height, 4, 6); // 16^5 and 8^6.6 entries

        for (var i = 0; i < 10_000; i++)
        {
            var page = random.Next(Count);
            Assert.True(full.Overlaps(AddressRange.FromLength(((ulong)page * 2 * Page) + Page - 1, 1)));
            Assert.False(full.Overlaps(AddressRange.FromLength(((ulong)page * 2 * Page) + Page, Page)));
        }

        foreach (var page in Shuffled(Count, random))
            builder.Remove(PageAt(page), page);
        Assert.Equal(0, builder.Count);
        TreeShape.Check(builder.ToTree());
        Assert.Equal(Count, full.Count);
        Assert.True(full.Overlaps(PageAt(Count - 1)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Ascending_and_descending_orders_leave_it_balanced(bool isAddedUpwards, bool isRemovedUpwards)
    {
        const int Count = 20_000;
        var builder = IntervalTree<object>.Empty.ToBuilder();
        for (var i = 0; i < Count; i++)
            builder.Add(PageAt(isAddedUpwards ? i : Count - 1 - i), 0, builder);
        TreeShape.Check(builder.ToTree());
        for (var i = 0; i < Count; i++)
        {
            builder.Remove(PageAt(isRemovedUpwards ? i : Count - 1 - i), 0);
            if (i % 1000 == 0)
                TreeShape.Check(builder.ToTree());
        }

        Assert.Equal(0, builder.Count);
    }

    [Fact]
    public void Questions_allocate_nothing()
    {
        var tree = Pages(20_000).Add(AddressRange.All, -1, new object());
        var seen = 0;
        Ask(); // compiled, and every path taken once
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * (1000 + 20_001), seen);

        void Ask()
        {
            for (var page = 0; page < 1000; page++)
                seen += tree.Overlaps(PageAt(page)) ? 1 : 0;
            foreach (var _ in tree.Overlapping(AddressRange.All))
                seen++;
        }
    }

    [Fact]
    public void A_change_allocates_the_nodes_of_one_path()
    {
        var tree = Pages(20_000);
        var (leaf, inner) = (Allocated(() => new Leaf<object>(0)), Allocated(() => new Inner(0)));
        var path = leaf + (tree.Height * inner) + 64; // and the tree itself
        for (var page = 0; page < 20_000; page += 13)
        {
            var range = AddressRange.FromLength(((ulong)page * 2 * Page) + Page, 1);
            IntervalTree<object> more = tree;
            var added = Allocated(() => more = tree.Add(range, 0, tree));
            Assert.InRange(added, leaf, 2 * path); // where every node on the path splits
            if (Nodes(more.Root) == Nodes(tree.Root))
                Assert.InRange(added, leaf, path);
            Assert.InRange(Allocated(() => more.Remove(range, 0)), leaf, 2 * path);
        }
    }

    [Fact]
    public void A_range_over_the_whole_space_at_the_front_does_not_slow_a_question_down()
    {
        // Every subtree on the left edge reaches everywhere then. A walk that did not skip what ends before the range would visit some 8,000 leaves.
        var (small, large) = (Pages(100).Add(AddressRange.All, -1, this), Pages(100_000).Add(AddressRange.All, -1, this));
        var gap = AddressRange.FromLength((99 * 2 * Page) + Page, 1);
        var farGap = AddressRange.FromLength((99_999 * 2 * Page) + Page, 1);
        Assert.Same(this, Assert.Single(TreeModel.Values(large, farGap)));
        Assert.InRange(Fastest(() => TreeModel.Values(large, farGap)), TimeSpan.Zero, 100 * Fastest(() => TreeModel.Values(small, gap)));
    }

    private static TimeSpan Fastest(Action action)
    {
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 200; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < 10; i++)
                action();
            var elapsed = Stopwatch.GetElapsedTime(start);
            fastest = elapsed < fastest ? elapsed : fastest;
        }

        return fastest;
    }

    private static IntervalTree<object> Pages(int count)
    {
        var builder = IntervalTree<object>.Empty.ToBuilder();
        foreach (var page in Shuffled(count, new Random(7)))
            builder.Add(PageAt(page), page, builder);
        return builder.ToTree();
    }

    private static AddressRange PageAt(int page) => AddressRange.FromLength((ulong)page * 2 * Page, Page);

    private static int[] Shuffled(int count, Random random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }

    private static long Allocated(Func<object> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = make();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(made);
        return allocated;
    }

    private static int Nodes(Node node)
    {
        var nodes = 1;
        for (var lane = 0; node is Inner inner && lane < node.Count; lane++)
            nodes += Nodes(inner.Children[lane]);
        return nodes;
    }
}
