using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux;

/// <summary>The kernel maps whole pages only; what is asked of it is checked, never rounded in silence.</summary>
internal static class PageSize
{
    internal static ulong Bytes { get; } = (ulong)Environment.SystemPageSize;

    internal static void CheckLength(ulong length, [CallerArgumentExpression(nameof(length))] string? name = null)
    {
        if (length == 0 || length % Bytes != 0 || length > long.MaxValue)
            throw new ArgumentOutOfRangeException(name, length, $"A length of 0x{length:x} bytes is not a positive number of whole pages of 0x{Bytes:x} bytes; round it up to one.");
    }

    internal static void CheckAddress(ulong address, [CallerArgumentExpression(nameof(address))] string? name = null)
    {
        if (address % Bytes != 0)
            throw new ArgumentOutOfRangeException(name, address, $"0x{address:x} is not a page boundary; pass a multiple of the page size, 0x{Bytes:x}.");
    }

    internal static void CheckRange(AddressRange range, [CallerArgumentExpression(nameof(range))] string? name = null)
    {
        if (range.Start % Bytes != 0 || range.Length % Bytes != 0)
            throw new ArgumentOutOfRangeException(name, range, $"{range} is not a range of whole pages; start and length are multiples of the page size, 0x{Bytes:x}.");
    }
}
