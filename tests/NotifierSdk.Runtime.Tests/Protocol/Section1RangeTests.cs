namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 1: ranges are inclusive, never empty, and the whole space is one.</summary>
public class Section1RangeTests
{
    [Fact]
    public void From_length_covers_exactly_that_many_addresses()
    {
        var range = AddressRange.FromLength(0x1000, 0x1000);
        Assert.Equal((0x1000UL, 0x1fffUL, 0x1000UL), (range.Start, range.Last, range.Length));
    }

    [Fact]
    public void The_last_address_of_the_space_can_be_reached()
    {
        Assert.Equal(ulong.MaxValue, AddressRange.FromLength(ulong.MaxValue, 1).Last);
        Assert.Equal(ulong.MaxValue, AddressRange.FromLength(1, ulong.MaxValue).Last);
    }

    [Theory]
    [InlineData(0x1000UL, 0UL, "at least one address")]
    [InlineData(ulong.MaxValue, 2UL, "wrap past the end")]
    [InlineData(2UL, ulong.MaxValue, "wrap past the end")]
    public void An_empty_or_wrapping_length_is_refused(ulong start, ulong length, string rule)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.FromLength(start, length));
        Assert.Contains(rule, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_in_the_wrong_order_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressRange.FromBounds(2, 1));

    [Fact]
    public void The_whole_space_has_a_length_that_does_not_fit_and_says_so()
    {
        Assert.True(AddressRange.All.IsAll);
        Assert.Equal(0UL, AddressRange.All.Length);
        Assert.True(AddressRange.All.Contains(AddressRange.FromLength(7, 1)));
    }

    [Theory]
    [InlineData(0UL, 9UL, 10UL, 19UL, false)]
    [InlineData(0UL, 10UL, 10UL, 19UL, true)]
    [InlineData(5UL, 6UL, 0UL, 19UL, true)]
    public void Ranges_overlap_if_they_share_an_address(ulong a, ulong b, ulong c, ulong d, bool expected)
    {
        var (x, y) = (AddressRange.FromBounds(a, b), AddressRange.FromBounds(c, d));
        Assert.Equal(expected, x.Overlaps(y));
        Assert.Equal(expected, y.Overlaps(x));
        Assert.Equal(expected, x.Intersect(y) is not null);
    }

    [Fact]
    public void The_intersection_is_what_both_hold() =>
        Assert.Equal(AddressRange.FromBounds(5, 9), AddressRange.FromBounds(0, 9).Intersect(AddressRange.FromBounds(5, 20)));

    [Theory]
    [InlineData("0x1000-0x1fff")]
    [InlineData("0x0-0xffffffffffffffff")]
    [InlineData("0x7-0x7")]
    public void What_prints_parses(string text) => Assert.Equal(text, AddressRange.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1000")]
    [InlineData("0x2-0x1")]
    [InlineData("0x1-zz")]
    [InlineData("0x1-0x10000000000000000")]
    public void What_is_no_range_does_not_parse(string text)
    {
        Assert.False(AddressRange.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => AddressRange.Parse(text));
    }

    [Fact]
    public void A_range_that_was_never_assigned_is_the_first_address() =>
        Assert.Equal((0UL, 0UL, 1UL), (default(AddressRange).Start, default(AddressRange).Last, default(AddressRange).Length));
}
