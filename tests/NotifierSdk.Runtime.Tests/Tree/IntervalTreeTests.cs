namespace NotifierSdk.Runtime.Tests.Tree;

public class IntervalTreeTests
{
    private static readonly AddressRange s_page = AddressRange.FromLength(0x1000, 0x1000);

    [Fact]
    public void An_empty_tree_overlaps_nothing()
    {
        Assert.Empty(IntervalTree<string>.Empty);
        Assert.False(IntervalTree<string>.Empty.Overlaps(AddressRange.All));
        Assert.Empty(TreeModel.Values(IntervalTree<string>.Empty, AddressRange.All));
    }

    [Fact]
    public void Equal_ranges_come_in_order_of_their_ids()
    {
        var tree = IntervalTree<string>.Empty.Add(s_page, 2, "c").Add(s_page, -7, "a").Add(s_page, 0, "b").Add(s_page, long.MaxValue, "d");
        Assert.Equal(["a", "b", "c", "d"], TreeModel.Values(tree, s_page));
    }

    [Fact]
    public void One_start_holds_hundreds_of_entries_of_different_lengths()
    {
        var tree = IntervalTree<long>.Empty;
        for (var id = 0L; id < 500; id++)
            tree = tree.Add(AddressRange.FromLength(0x1000, 1 + (ulong)(id * 7919 % 500)), id, id);
        Assert.Equal(from id in Enumerable.Range(0, 500) where id * 7919 % 500 >= 400 select (long)id, TreeModel.Values(tree, AddressRange.FromLength(0x1000 + 400, 1)));
        TreeShape.Check(tree);
    }

    // One leaf, two levels, and more: no lane in use holds a lower value than that of address 0, and vacant lanes hold the same.
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(1000)]
    public void Entries_of_the_lowest_address_alone_are_found_and_vacant_lanes_are_not(int count)
    {
        var lowest = AddressRange.FromLength(0, 1);
        var builder = IntervalTree<long>.Empty.ToBuilder();
        for (var id = 0; id < count; id++)
            builder.Add(lowest, id, id);
        var tree = builder.ToTree();
        TreeShape.Check(tree);
        Assert.True(tree.Overlaps(lowest));
        Assert.Equal(Enumerable.Range(0, count).Select(id => (long)id), TreeModel.Values(tree, lowest));
        Assert.False(tree.Overlaps(AddressRange.FromLength(1, 1)));
        Assert.Empty(TreeModel.Values(tree, AddressRange.FromBounds(1, ulong.MaxValue)));
    }

    [Fact]
    public void Ranges_that_touch_do_not_overlap()
    {
        var tree = IntervalTree<string>.Empty.Add(s_page, 0, "page");
        Assert.False(tree.Overlaps(AddressRange.FromLength(0, 0x1000)));
        Assert.False(tree.Overlaps(AddressRange.FromLength(0x2000, 0x1000)));
        Assert.True(tree.Overlaps(AddressRange.FromLength(0xfff, 2)));
        Assert.True(tree.Overlaps(AddressRange.FromLength(0x1fff, 1)));
    }

    [Fact]
    public void Both_ends_of_the_space_are_addresses_like_any_other()
    {
        var tree = IntervalTree<string>.Empty
            .Add(AddressRange.FromLength(ulong.MaxValue, 1), 0, "last")
            .Add(AddressRange.All, 0, "all")
            .Add(AddressRange.FromLength(0, 1), 1, "first");
        Assert.Equal(["all", "first"], TreeModel.Values(tree, AddressRange.FromLength(0, 1)));
        Assert.Equal(["all"], TreeModel.Values(tree, AddressRange.FromBounds(1, ulong.MaxValue - 1)));
        Assert.Equal(["all", "last"], TreeModel.Values(tree, AddressRange.FromLength(ulong.MaxValue, 1)));
    }

    [Fact]
    public void A_second_entry_with_the_same_start_and_id_is_refused_and_changes_nothing()
    {
        var tree = IntervalTree<string>.Empty.Add(s_page, 7, "first");
        var exception = Assert.Throws<ArgumentException>(() => tree.Add(AddressRange.FromLength(0x1000, 5), 7, "second"));
        Assert.Contains("0x1000", exception.Message, StringComparison.Ordinal);
        Assert.Contains("id 7", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["first"], TreeModel.Values(tree, AddressRange.All));
    }

    [Fact]
    public void Removing_what_is_not_there_is_refused_and_names_it()
    {
        var tree = IntervalTree<string>.Empty.Add(s_page, 7, "page");
        var exception = Assert.Throws<KeyNotFoundException>(() => tree.Remove(s_page, 8));
        Assert.Contains("0x1000-0x1fff with id 8", exception.Message, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => tree.ToBuilder().Remove(s_page, 8));
    }

    [Fact]
    public void An_entry_is_removed_only_by_the_whole_range_that_it_was_added_with()
    {
        var tree = IntervalTree<string>.Empty.Add(s_page, 7, "page");
        Assert.False(tree.TryRemove(AddressRange.FromLength(0x1000, 1), 7, out var result));
        Assert.Same(tree, result);
        Assert.Empty(tree.Remove(s_page, 7));
    }

    [Fact]
    public void A_builder_that_refused_a_change_is_still_of_use()
    {
        var builder = IntervalTree<string>.Empty.Add(s_page, 7, "page").ToBuilder();
        Assert.Throws<ArgumentException>(() => builder.Add(s_page, 7, "again"));
        builder.Add(s_page, 8, "another");
        Assert.Equal(["page", "another"], TreeModel.Values(builder.ToTree(), AddressRange.All));
    }

    [Fact]
    public void A_value_that_was_removed_is_not_kept_alive()
    {
        var (tree, value) = WithOneRemoved();
        GC.Collect();
        Assert.False(value.IsAlive);
        GC.KeepAlive(tree);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (IntervalTree<object> Tree, WeakReference Value) WithOneRemoved()
    {
        var value = new object();
        var builder = IntervalTree<object>.Empty.ToBuilder();
        builder.Add(s_page, 0, new object());
        builder.Add(s_page, 1, value);
        builder.Remove(s_page, 1);
        return (builder.ToTree(), new WeakReference(value));
    }
}
