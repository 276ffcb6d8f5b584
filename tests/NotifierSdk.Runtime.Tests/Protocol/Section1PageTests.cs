using FsCheck;
using FsCheck.Fluent;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 1: ranges as pages, and what one leaves of another; up to both ends of the space.</summary>
public class Section1PageTests
{
    private const ulong Max = ulong.MaxValue;

    // Near both ends of the space and near page bounds; now and then anything at all.
    private static readonly Gen<ulong> s_address = Gen.Frequency(
        (4, Gen.Choose(0, 70).Select(offset => (ulong)offset)),
        (4, Gen.Choose(0, 70).Select(offset => Max - (ulong)offset)),
        (2, Gen.Choose(-2, 2).Select(offset => 0x8000_0000_0000_0000UL + (ulong)offset)),
        (1, ArbMap.Default.GeneratorFor<ulong>()));

    private static readonly Gen<AddressRange> s_range =
        from one in s_address
        from other in s_address
        select AddressRange.FromBounds(Math.Min(one, other), Math.Max(one, other));

    private static readonly Gen<ulong> s_pageSize = Gen.Frequency(
        (6, Gen.Choose(0, 6).Select(shift => 1UL << shift)),
        (2, Gen.Choose(0, 63).Select(shift => 1UL << shift)));

    private static void ForAll<T>(Gen<T> cases, Action<T> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Arb.From(cases), check));

    private static readonly Gen<(AddressRange Range, ulong PageSize)> s_aligned =
        from range in s_range
        from pageSize in s_pageSize
        select (range, pageSize);

    [Fact]
    public void Aligned_outward_a_range_is_the_smallest_of_whole_pages_around_it() => ForAll(s_aligned, given =>
    {
        var (range, pageSize) = given;
        var aligned = range.AlignOutward(pageSize);
        Assert.True(aligned.Contains(range));
        Assert.Equal((0UL, 0UL), (aligned.Start % pageSize, unchecked(aligned.Last + 1) % pageSize));
        Assert.True(range.Start - aligned.Start < pageSize && aligned.Last - range.Last < pageSize);
    });

    [Fact]
    public void Aligned_inward_a_range_is_the_largest_of_whole_pages_in_it() => ForAll(s_aligned, given =>
    {
        // In 128 bits, where nothing wraps: from the first page that begins in the range to the end of the last one that ends in it.
        var (range, pageSize) = given;
        var start = ((UInt128)range.Start + pageSize - 1) / pageSize * pageSize;
        var end = ((UInt128)range.Last + 1) / pageSize * pageSize;
        var expected = start < end ? AddressRange.FromBounds((ulong)start, (ulong)(end - 1)) : (AddressRange?)null;
        Assert.Equal(expected, range.AlignInward(pageSize));
    });

    [Fact]
    public void The_pages_of_a_range_are_those_it_touches() => ForAll(s_aligned, given =>
    {
        var (range, pageSize) = given;
        var pages = range.Pages(pageSize);
        Assert.Equal((range.Start / pageSize, range.Last / pageSize), (pages.First, pages.Last));
        var expected = pages.First;
        foreach (var page in pages)
        {
            Assert.Equal(expected++, page);
            if (page - pages.First == 100)
                return;
        }

        Assert.Equal(unchecked(pages.Last + 1), expected);
    });

    [Fact]
    public void A_walk_over_the_last_pages_ends_at_the_end_of_the_space()
    {
        Assert.Equal([(1UL << 52) - 2, (1UL << 52) - 1], AddressRange.FromBounds(Max - 0x1fff, Max).Pages(4096));
        Assert.Equal([Max - 1, Max], AddressRange.FromBounds(Max - 1, Max).Pages(1));
        Assert.Equal([0UL, 1UL], AddressRange.All.Pages(1UL << 63));
    }

    [Fact]
    public void A_walk_over_pages_can_begin_again()
    {
        using var walk = AddressRange.FromBounds(0, 2).Pages(1).GetEnumerator();
        Assert.True(walk.MoveNext() && walk.MoveNext());
        walk.Reset();
        Assert.True(walk.MoveNext());
        Assert.Equal(0UL, walk.Current);
    }

    [Fact]
    public void What_is_left_of_a_range_is_what_it_held_and_the_other_does_not() => ForAll(Gen.Zip(s_range, s_range), given =>
    {
        var (range, other) = given;
        var pieces = new List<AddressRange>();
        foreach (var piece in range.Subtract(other))
            pieces.Add(piece);

        var (before, after) = range.Subtract(other);
        Assert.Equal(new[] { before, after }.OfType<AddressRange>(), pieces);
        Assert.Equal(pieces.Count, range.Subtract(other).Count);
        Assert.All(pieces, piece => Assert.True(range.Contains(piece) && !other.Overlaps(piece)));
        UInt128 left = 0;
        foreach (var piece in pieces)
            left += Size(piece);
        Assert.Equal(Size(range) - (range.Intersect(other) is { } shared ? Size(shared) : 0), left);
        Assert.True(before is null || after is null || before.Value.Last < after.Value.Start);
    });

    [Fact]
    public void Taking_the_middle_leaves_a_piece_before_and_one_after()
    {
        var (before, after) = AddressRange.All.Subtract(AddressRange.FromLength(0x1000, 0x1000));
        Assert.Equal((AddressRange.FromBounds(0, 0xfff), AddressRange.FromBounds(0x2000, Max)), (before, after));
        Assert.Equal(0, AddressRange.All.Subtract(AddressRange.All).Count);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(4095UL)]
    [InlineData(Max)]
    public void A_page_size_that_is_no_power_of_two_is_refused(ulong pageSize)
    {
        var range = AddressRange.FromLength(0x1000, 0x1000);
        Assert.Contains("power of two", Assert.Throws<ArgumentOutOfRangeException>(() => range.Pages(pageSize)).Message, StringComparison.Ordinal);
        Assert.Equal("pageSize", Assert.Throws<ArgumentOutOfRangeException>(() => range.AlignOutward(pageSize)).ParamName);
        Assert.Equal("pageSize", Assert.Throws<ArgumentOutOfRangeException>(() => range.AlignInward(pageSize)).ParamName);
    }

    [Fact]
    public void Nothing_of_it_allocates()
    {
        var range = AddressRange.FromLength(0x1800, 0x8000);
        var sum = Walk(range);
        var before = GC.GetAllocatedBytesForCurrentThread();
        sum += Walk(range);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0UL, sum);
    }

    private static ulong Walk(AddressRange range)
    {
        var sum = 0UL;
        foreach (var page in range.Pages(4096))
            sum += page;
        foreach (var piece in range.Subtract(AddressRange.FromLength(0x3000, 0x1000)))
            sum += piece.AlignOutward(4096).Start + (piece.AlignInward(4096)?.Last ?? 0);
        return sum;
    }

    private static UInt128 Size(AddressRange range) => (UInt128)range.Last - range.Start + 1;
}
