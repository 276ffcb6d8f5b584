using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace NotifierSdk;

/// <summary>A range of 64-bit addresses, inclusive at both ends: <c>[Start, Last]</c>.</summary>
/// <remarks>
/// <para>
/// It is never empty, and the whole space <c>[0, 2^64-1]</c> is a range like any other (protocol, section 1).
/// Immutable, so safe to share between threads. It prints and parses as <c>0x1000-0x1fff</c>.
/// </para>
/// <para>
/// <c>default(AddressRange)</c>, which a field or an array element holds before it is assigned, is not "no range": it is the single address 0, and so
/// names page 0 wherever a range is inserted, announced or aligned. No method can tell it from a range that was meant. Keep <c>AddressRange?</c> where there may be none.
/// </para>
/// </remarks>
public readonly struct AddressRange : IEquatable<AddressRange>, ISpanFormattable, ISpanParsable<AddressRange>
{
    private AddressRange(ulong start, ulong last)
    {
        Start = start;
        Last = last;
    }

    /// <summary>The whole space, <c>[0, 2^64-1]</c>.</summary>
    public static AddressRange All => new(0, ulong.MaxValue);

    /// <summary>The first address of the range.</summary>
    public ulong Start { get; }

    /// <summary>The last address that still belongs to the range; never below <see cref="Start"/>.</summary>
    public ulong Last { get; }

    /// <summary>The number of addresses, 1 to 2^64-1; 0 for <see cref="All"/> alone, whose 2^64 addresses do not fit.</summary>
    public ulong Length => unchecked(Last - Start + 1);

    /// <summary>Whether this is the whole space.</summary>
    public bool IsAll => Start == 0 && Last == ulong.MaxValue;

    /// <summary>The <paramref name="length"/> addresses from <paramref name="start"/> on.</summary>
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

    /// <summary>The addresses from <paramref name="start"/> to <paramref name="last"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> lies before <paramref name="start"/>.</exception>
    public static AddressRange FromBounds(ulong start, ulong last)
    {
        if (last < start)
            throw new ArgumentOutOfRangeException(nameof(last), last, $"The last address 0x{last:x} lies before the first, 0x{start:x}; bounds are inclusive and in order.");
        return new AddressRange(start, last);
    }

    /// <summary>Bounds that came from a range before; not checked again.</summary>
    internal static AddressRange FromStored(ulong start, ulong last) => new(start, last);

    /// <summary>Whether the two ranges share an address.</summary>
    public bool Overlaps(AddressRange other) => Start <= other.Last && other.Start <= Last;

    /// <summary>Whether the address lies in the range.</summary>
    public bool Contains(ulong address) => Start <= address && address <= Last;

    /// <summary>Whether every address of the other range lies in this one.</summary>
    public bool Contains(AddressRange other) => Start <= other.Start && other.Last <= Last;

    /// <summary>The addresses that both ranges hold; null if there are none.</summary>
    public AddressRange? Intersect(AddressRange other) =>
        Overlaps(other) ? new AddressRange(Math.Max(Start, other.Start), Math.Min(Last, other.Last)) : null;

    /// <summary>What is left of this range without the addresses of another: nothing, one range, or one before and one after it. Allocates nothing.</summary>
    /// <param name="other">What is taken away; it need not overlap.</param>
    public AddressRangeDifference Subtract(AddressRange other) => new(
        Start < other.Start ? new AddressRange(Start, Math.Min(Last, other.Start - 1)) : null,
        other.Last < Last ? new AddressRange(Math.Max(Start, other.Last + 1), Last) : null);

    /// <summary>The smallest range of whole pages that holds this one.</summary>
    /// <param name="pageSize">The size of a page in bytes, a power of two.</param>
    /// <remarks>It never passes the end of the space: the last page ends at 2^64-1.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The page size is no power of two.</exception>
    public AddressRange AlignOutward(ulong pageSize)
    {
        var offset = OffsetMask(pageSize);
        return new AddressRange(Start & ~offset, Last | offset);
    }

    /// <summary>The largest range of whole pages that this one holds; null if it holds no whole page.</summary>
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

    /// <summary>The numbers of the pages that the range touches, whole or in part, in order; for <c>foreach</c>. Allocates nothing.</summary>
    /// <inheritdoc cref="AlignOutward" path="/param"/>
    /// <remarks>A page's number is its first address divided by the page size. The walk ends by itself at the end of the space, where a loop over addresses would wrap.</remarks>
    /// <inheritdoc cref="AlignOutward" path="/exception"/>
    public AddressPages Pages(ulong pageSize)
    {
        var shift = BitOperations.PopCount(OffsetMask(pageSize));
        return new AddressPages(Start >> shift, Last >> shift);
    }

    private static ulong OffsetMask(ulong pageSize) => BitOperations.IsPow2(pageSize)
        ? pageSize - 1
        : throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, $"A page size of {pageSize} is no power of two; pages lie at multiples of a power of two, such as 4096.");

    /// <inheritdoc/>
    public bool Equals(AddressRange other) => Start == other.Start && Last == other.Last;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is AddressRange other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, Last);

    /// <summary>Whether both ranges hold the same addresses.</summary>
    public static bool operator ==(AddressRange left, AddressRange right) => left.Equals(right);

    /// <summary>Whether one range holds an address that the other does not.</summary>
    public static bool operator !=(AddressRange left, AddressRange right) => !left.Equals(right);

    /// <summary>The range as <c>0x1000-0x1fff</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Start:x}-0x{Last:x}");

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(CultureInfo.InvariantCulture, $"0x{Start:x}-0x{Last:x}", out charsWritten);

    /// <summary>Reads a range printed as <c>0x1000-0x1fff</c>; each <c>0x</c> may be left out, the digits are hexadecimal all the same.</summary>
    /// <exception cref="FormatException">The text is no range.</exception>
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
            : throw new FormatException($"'{s}' is no address range; write the first and the last address in hexadecimal, in order, as in 0x1000-0x1fff.");

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
