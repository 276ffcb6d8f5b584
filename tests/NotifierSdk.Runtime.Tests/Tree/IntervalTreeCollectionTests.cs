using FsCheck;
using FsCheck.Fluent;

namespace NotifierSdk.Runtime.Tests.Tree;

/// <summary>The tree as a collection, against a plain list of its entries.</summary>
public class IntervalTreeCollectionTests
{
    private const ulong Max = ulong.MaxValue;

    /// <summary>A tree's ranges, and what is asked about them.</summary>
    public sealed record Question(AddressRange[] Ranges, AddressRange Range, ulong Address);

    private sealed record Entry(AddressRange Range, long Id, string Value);

    // Both ends of the space and one place between; close enough for ranges to touch, overlap, nest and be equal, with gaps among them.
    private static readonly Gen<ulong> s_address = Gen.Frequency(
        (3, Gen.Choose(0, 300).Select(offset => (ulong)offset)),
        (2, Gen.Choose(0, 120).Select(offset => Max - (ulong)offset)),
        (1, Gen.Choose(-60, 60).Select(offset => 0x8000_0000_0000_0000UL + (ulong)offset)));

    private static readonly Gen<AddressRange> s_range = Gen.Frequency(
        (12, from first in s_address
             from length in Gen.Choose(1, 5)
             select AddressRange.FromBounds(first, first + Math.Min((ulong)length - 1, Max - first))),
        (1, from one in s_address
            from other in s_address
            select AddressRange.FromBounds(Math.Min(one, other), Math.Max(one, other))));

    private static readonly Arbitrary<Question> s_question = Arb.From(
        from ranges in s_range.ArrayOf()
        from range in Gen.Frequency((6, s_range), (1, Gen.Constant(AddressRange.All)))
        from address in s_address
        select new Question(ranges, range, address));

    private static void ForAll(Action<IntervalTree<string>, List<Entry>, Question> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(0).WithEndSize(150),
        Prop.ForAll(s_question, question =>
        {
            var builder = IntervalTree<string>.Empty.ToBuilder();
            var entries = new List<Entry>();
            for (var i = 0; i < question.Ranges.Length; i++)
            {
                // Ids that run against the order of insertion, from both ends.
                var id = i == 0 ? long.MaxValue : i == 1 ? long.MinValue : -i;
                builder.Add(question.Ranges[i], id, $"{i}");
                entries.Add(new Entry(question.Ranges[i], id, $"{i}"));
            }

            entries.Sort((left, right) => (left.Range.Start, left.Id).CompareTo((right.Range.Start, right.Id)));
            check(builder.ToTree(), entries, question);
        }));

    private static Entry? Plain(IntervalTree<string>.Entry? entry) => entry is { } found ? new Entry(found.Range, found.Id, found.Value) : null;

    [Fact]
    public void All_entries_come_in_order_with_their_range_id_and_value() => ForAll((tree, entries, _) =>
    {
        Assert.Equal(entries, tree.Select(entry => Plain(entry)));
        Assert.Equal(entries.Count, tree.Count);
    });

    [Fact]
    public void The_entries_that_overlap_a_range_come_in_order() => ForAll((tree, entries, question) =>
        Assert.Equal(entries.Where(entry => entry.Range.Overlaps(question.Range)), tree.EntriesOverlapping(question.Range).Select(entry => Plain(entry))));

    [Fact]
    public void The_first_at_or_after_an_address_is_the_first_that_does_not_end_before_it() => ForAll((tree, entries, question) =>
        Assert.Equal(entries.Find(entry => entry.Range.Last >= question.Address), Plain(tree.FirstAtOrAfter(question.Address))));

    [Fact]
    public void The_nearest_is_the_one_at_the_smallest_distance() => ForAll((tree, entries, question) =>
    {
        // A stable sort: of those that are as close, one before the address, then the first in order.
        var expected = entries.OrderBy(entry => Distance(entry.Range, question.Address)).ThenBy(entry => entry.Range.Start > question.Address).FirstOrDefault();
        Assert.Equal(expected, Plain(tree.Nearest(question.Address)));
    });

    [Fact]
    public void What_is_covered_and_the_gaps_make_up_the_range_and_no_address_is_in_both() => ForAll((tree, entries, question) =>
    {
        var (covered, gaps) = (tree.Covered(question.Range).ToList(), tree.Gaps(question.Range).ToList());
        Assert.Equal(Runs(entries, question.Range), covered);

        // Side by side from one end to the other, covered and free in turns.
        var all = covered.Concat(gaps).OrderBy(range => range.Start).ToList();
        Assert.Equal((question.Range.Start, question.Range.Last), (all[0].Start, all[^1].Last));
        for (var i = 1; i < all.Count; i++)
        {
            Assert.Equal(all[i - 1].Last + 1, all[i].Start);
            Assert.NotEqual(covered.Contains(all[i - 1]), covered.Contains(all[i]));
        }

        Assert.All(gaps, gap => Assert.DoesNotContain(entries, entry => entry.Range.Overlaps(gap)));
    });

    [Fact]
    public void The_union_grows_until_nothing_overlaps_or_touches_it() => ForAll((tree, entries, question) =>
    {
        var union = question.Range;
        while (entries.Find(entry => IsOneWith(entry.Range, union) && !union.Contains(entry.Range)) is { } more)
            union = AddressRange.FromBounds(Math.Min(union.Start, more.Range.Start), Math.Max(union.Last, more.Range.Last));
        Assert.Equal(union, tree.Union(question.Range));
    });

    [Fact]
    public void A_long_chain_of_ranges_that_touch_is_one_union()
    {
        var builder = IntervalTree<int>.Empty.ToBuilder();
        for (var page = 0; page < 5000; page++)
            builder.Add(AddressRange.FromLength((ulong)page * 0x1000, 0x1000), page, page);
        var tree = builder.ToTree();
        var all = AddressRange.FromLength(0, 5000 * 0x1000);
        Assert.Equal(all, tree.Union(AddressRange.FromLength(2500 * 0x1000, 1)));
        Assert.Equal(all, tree.Union(AddressRange.FromLength(5000 * 0x1000 - 1, 1)));
        Assert.Equal([all], tree.Covered(AddressRange.All));
        Assert.Equal([AddressRange.FromBounds(all.Last + 1, Max)], tree.Gaps(AddressRange.All));
    }

    [Fact]
    public void An_empty_tree_has_one_gap_and_nothing_near()
    {
        var tree = IntervalTree<string>.Empty;
        Assert.Empty(tree);
        Assert.Null(tree.FirstAtOrAfter(0));
        Assert.Null(tree.Nearest(7));
        Assert.Equal([AddressRange.All], tree.Gaps(AddressRange.All));
        Assert.Empty(tree.Covered(AddressRange.All));
        Assert.Equal(AddressRange.FromLength(7, 1), tree.Union(AddressRange.FromLength(7, 1)));
    }

    [Fact]
    public void Every_walk_can_begin_again()
    {
        var tree = IntervalTree<string>.Empty.Add(AddressRange.FromBounds(4, 7), 1, "one").Add(AddressRange.FromBounds(20, 29), 2, "two");
        Again<IntervalTree<string>.Entry>(tree.GetEnumerator());
        Again<AddressRange>(tree.Covered(AddressRange.All).GetEnumerator());
        Again<AddressRange>(tree.Gaps(AddressRange.All).GetEnumerator());

        static void Again<TItem>(IEnumerator<TItem> walk)
        {
            Assert.True(walk.MoveNext());
            var first = walk.Current;
            Assert.True(walk.MoveNext());
            walk.Reset();
            Assert.True(walk.MoveNext());
            Assert.Equal(first, walk.Current);
            walk.Dispose();
        }
    }

    [Fact]
    public void No_question_allocates()
    {
        var builder = IntervalTree<string>.Empty.ToBuilder();
        for (var page = 0; page < 300; page++)
            builder.Add(AddressRange.FromLength((ulong)page * 0x3000, 0x1000 + ((ulong)(page % 3) * 0x1000)), page, "");
        var tree = builder.ToTree();
        var found = Ask(tree);
        var before = GC.GetAllocatedBytesForCurrentThread();
        found += Ask(tree);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0UL, found);
    }

    private static ulong Ask(IntervalTree<string> tree)
    {
        var found = 0UL;
        foreach (var entry in tree)
            found += (ulong)entry.Id;
        foreach (var entry in tree.EntriesOverlapping(AddressRange.FromBounds(0x8000, 0x20000)))
            found += entry.Range.Length;
        foreach (var covered in tree.Covered(AddressRange.All))
            found += covered.Length;
        foreach (var gap in tree.Gaps(AddressRange.All))
            found += gap.Start;
        return found + tree.Union(AddressRange.FromLength(0x3000, 1)).Length + (ulong)(tree.Nearest(0x5fff)?.Id ?? 0) + (ulong)(tree.FirstAtOrAfter(0x5fff)?.Id ?? 0);
    }

    private static ulong Distance(AddressRange range, ulong address) =>
        range.Contains(address) ? 0 : range.Last < address ? address - range.Last : range.Start - address;

    private static bool IsOneWith(AddressRange one, AddressRange other) =>
        one.Overlaps(other) || (one.Last != Max && one.Last + 1 == other.Start) || (other.Last != Max && other.Last + 1 == one.Start);

    private static List<AddressRange> Runs(List<Entry> entries, AddressRange within)
    {
        var runs = new List<AddressRange>();
        foreach (var entry in entries)
        {
            if (entry.Range.Intersect(within) is not { } part)
                continue;
            if (runs.Count > 0 && IsOneWith(runs[^1], part))
                runs[^1] = AddressRange.FromBounds(runs[^1].Start, Math.Max(runs[^1].Last, part.Last));
            else
                runs.Add(part);
        }

        return runs;
    }

    [Fact]
    public void A_walk_that_has_ended_stays_at_its_last_entry()
    {
        var builder = IntervalTree<int>.Empty.ToBuilder();
        for (var number = 0; number < 60; number++)
            builder.Add(AddressRange.FromLength((ulong)number * 0x10, 1), number, number);
        var tree = builder.ToTree();
        for (var last = 0; last < 60; last++)
        {
            var walk = tree.EntriesOverlapping(AddressRange.FromBounds(0, (ulong)last * 0x10)).GetEnumerator();
            for (var met = 0; met <= last; met++)
                Assert.True(walk.MoveNext());
            Assert.False(walk.MoveNext());
            Assert.False(walk.MoveNext());
            Assert.Equal(last, walk.Current.Value);
        }

        var nobody = tree.EntriesOverlapping(AddressRange.FromBounds(1UL << 32, ulong.MaxValue)).GetEnumerator();
        Assert.False(nobody.MoveNext());
        Assert.False(nobody.MoveNext());
    }
}
