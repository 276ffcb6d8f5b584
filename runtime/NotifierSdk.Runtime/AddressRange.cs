using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace NotifierSdk;

/// <summary>Represents a range of 64-bit addresses that includes both ends: <c>[Start, Last]</c>.</summary>
/// <remarks>
/// <para>
/// A range is never empty. The whole space <c>[0, 2^64-1]</c> is a range like any other. Ranges are immutable, so threads can share them. A range is written as <c>0x1000-0x1fff</c>.
/// </para>
/// <para>
/// <c>default(AddressRange)</c>, the value of a field or an array element before it is assigned, does not mean "no range". It is the single address 0, and methods cannot distinguish it from an intended
/// range of that address. Use <c>AddressRange?</c> where there may be no range.
/// </para>
/// </remarks>
public readonly struct AddressRange : IEquatable<AddressRange>, ISpanFormattable, ISpanParsable<AddressRange>
{
    private AddressRange(ulong start, ulong last)
    {
        Start = start;
        Last = last;
    }

    /// <summary>Gets the whole space, <c>[0, 2^64-1]</c>.</summary>
    public static AddressRange All => new(0, ulong.MaxValue);

    /// <summary>Gets the first address of the range.</summary>
    public ulong Start { get; }

    /// <summary>Gets the last address of the range. It is never less than <see cref="Start"/>.</summary>
    public ulong Last { get; }

    /// <summary>Gets the number of addresses, 1 to 2^64-1. For <see cref="All"/> the value is 0, because 2^64 does not fit.</summary>
    public ulong Length => unchecked(Last - Start + 1);

    /// <summary>Gets whether this is the whole space.</summary>
    public bool IsAll => Start == 0 && Last == ulong.MaxValue;

    /// <summary>Creates the range of <paramref name="length"/> addresses that begins at <paramref name="start"/>.</summary>
    /// <param name="start">The first address.</param>
    /// <param name="length">The number of addresses, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is 0, or the range would wrap past the end of the space.</exception>
    public static AddressRange FromLength(ulong start, ulong length)
    {
        if (length == 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A range holds at least one address; a length of 0 at 0x{start:x} is none. Use {nameof(AddressRange)}.{nameof(All)} for the whole space.");
        if (length - 1 > ulong.MaxValue - start)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"0x{length:x} addresses from 0x{start:x} on wrap past the end of the space; at most 0x{unchecked(ulong.MaxValue - start + 1):x} fit.");
        return new AddressRange(start, start + (length - 1));
    }

    /// <summary>Creates the range from <paramref name="start"/> to <paramref name="last"/>, including both.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> lies before <paramref name="start"/>.</exception>
    public static AddressRange FromBounds(ulong start, ulong last)
    {
        if (last < start)
            throw new ArgumentOutOfRangeException(nameof(last), last, $"The last address 0x{last:x} lies before the first, 0x{start:x}; bounds are inclusive and in order.");
        return new AddressRange(start, last);
    }

    /// <summary>Bounds that came from a range before; not checked again.</summary>
    internal static AddressRange FromStored(ulong start, ulong last) => new(start, last);

    /// <summary>Returns whether the two ranges have an address in common.</summary>
    public bool Overlaps(AddressRange other) => Start <= other.Last && other.Start <= Last;

    /// <summary>Returns whether the address lies in the range.</summary>
    public bool Contains(ulong address) => Start <= address && address <= Last;

    /// <summary>Returns whether every address of the other range lies in this range.</summary>
    public bool Contains(AddressRange other) => Start <= other.Start && other.Last <= Last;

    /// <summary>Returns the addresses that both ranges contain, or null if there are none.</summary>
    public AddressRange? Intersect(AddressRange other) =>
        Overlaps(other) ? new AddressRange(Math.Max(Start, other.Start), Math.Min(Last, other.Last)) : null;

    /// <summary>Returns what is left of this range without the addresses of another range: nothing, one range, or one range before it and one after it. The method allocates nothing.</summary>
    /// <param name="other">The range to take away. It need not overlap.</param>
    public AddressRangeDifference Subtract(AddressRange other) => new(
        Start < other.Start ? new AddressRange(Start, Math.Min(Last, other.Start - 1)) : null,
        other.Last < Last ? new AddressRange(Math.Max(Start, other.Last + 1), Last) : null);

    /// <summary>Returns the smallest range of whole pages that contains this range.</summary>
    /// <param name="pageSize">The size of a page in bytes, a power of two.</param>
    /// <remarks>The result never passes the end of the space, because the last page ends at 2^64-1.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not a power of two.</exception>
    public AddressRange AlignOutward(ulong pageSize)
    {
        var offset = OffsetMask(pageSize);
        return new AddressRange(Start & ~offset, Last | offset);
    }

    /// <summary>Returns the largest range of whole pages that this range contains, or null if it contains no whole page.</summary>
    /// <inheritdoc cref="AlignOutward" path="/param"/>
    /// <inheritdoc cref="AlignOutward" path="/exception"/>
    public AddressRange? AlignInward(ulong pageSize)
    {
        var offset = OffsetMask(pageSize);
        var (start, last) = (Start, Last);
        if ((start & offset) != 0)
        {
            if ((start | offset) >= last)
                return null;
            start = (start | offset) + 1;
        }

        if ((last & offset) != offset)
        {
            if ((last & ~offset) <= start)
                return null;
            last = (last & ~offset) - 1;
        }

        return new AddressRange(start, last);
    }

    /// <summary>Returns the numbers of the pages that the range touches, in order, for use with <c>foreach</c>. The method allocates nothing.</summary>
    /// <inheritdoc cref="AlignOutward" path="/param"/>
    /// <remarks>The number of a page is its first address divided by the page size. The enumeration stops at the end of the space, where a loop over addresses would wrap.</remarks>
    /// <inheritdoc cref="AlignOutward" path="/exception"/>
    public AddressPages Pages(ulong pageSize)
    {
        var shift = BitOperations.PopCount(OffsetMask(pageSize));
        return new AddressPages(Start >> shift, Last >> shift);
    }

    private static ulong OffsetMask(ulong pageSize) => BitOperations.IsPow2(pageSize)
        ? pageSize - 1
        : throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"A page size of {pageSize} is not a power of two; pages lie at multiples of a power of two, such as 4096.");

    /// <inheritdoc/>
    public bool Equals(AddressRange other) => Start == other.Start && Last == other.Last;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is AddressRange other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, Last);

    /// <summary>Returns whether both ranges contain the same addresses.</summary>
    public static bool operator ==(AddressRange left, AddressRange right) => left.Equals(right);

    /// <summary>Returns whether one range contains an address that the other does not.</summary>
    public static bool operator !=(AddressRange left, AddressRange right) => !left.Equals(right);

    /// <summary>Returns the range as text, such as <c>0x1000-0x1fff</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Start:x}-0x{Last:x}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(CultureInfo.InvariantCulture, $"0x{Start:x}-0x{Last:x}", out charsWritten);

    /// <summary>Parses a range such as <c>0x1000-0x1fff</c>. The digits are always hexadecimal, and each <c>0x</c> is optional.</summary>
    /// <exception cref="FormatException">The text is not a range.</exception>
    public static AddressRange Parse(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), null);
    }

    /// <inheritdoc cref="Parse(string)"/>
    static AddressRange IParsable<AddressRange>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc cref="Parse(string)"/>
    public static AddressRange Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new FormatException($"'{s}' is not an address range; write the first and the last address in hexadecimal, in order, as in 0x1000-0x1fff.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AddressRange result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out AddressRange result)
    {
        result = default;
        var dash = s.IndexOf('-');
        if (dash < 0 || !TryParseAddress(s[..dash], out var start) || !TryParseAddress(s[(dash + 1)..], out var last) || last < start)
            return false;
        result = new AddressRange(start, last);
        return true;
    }

    private static bool TryParseAddress(ReadOnlySpan<char> s, out ulong address)
    {
        s = s.Trim();
        if (s.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            s = s[2..];
        return ulong.TryParse(s, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
    }
}
