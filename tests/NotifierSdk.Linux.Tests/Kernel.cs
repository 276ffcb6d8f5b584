using System.Globalization;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Tests;

/// <summary>The kernel's own view of this process, and calls that bypass <see cref="MappedMemory"/>.</summary>
internal static unsafe class Kernel
{
    public static readonly ulong Page = (ulong)Environment.SystemPageSize;

    public static bool IsMapped(AddressRange range)
    {
        for (var address = range.Start; range.Contains(address); address += Page)
        {
            if (LibC.InCore((nuint)address, (nuint)Page, out _) != 0)
                return false;
        }

        return true;
    }

    /// <summary>The permissions column of the mapping that holds the address, such as <c>rw-p</c>.</summary>
    public static string PermissionsOf(ulong address)
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var columns = line.Split(' ');
            var bounds = columns[0].Split('-');
            if (Parse(bounds[0]) <= address && address < Parse(bounds[1]))
                return columns[1];
        }

        return "";
    }

    /// <summary>How much of the mapping that holds the address is in huge pages.</summary>
    public static int HugeKilobytesAt(ulong address)
    {
        var isInside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!columns[0].EndsWith(':'))
            {
                var bounds = columns[0].Split('-');
                isInside = Parse(bounds[0]) <= address && address < Parse(bounds[1]);
            }
            else if (isInside && columns[0] == "AnonHugePages:")
            {
                return int.Parse(columns[1], CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    /// <summary>Whether a memory file of the tests is mapped anywhere in the range. A hole may hold something else at any moment: the runtime maps what it needs where it finds room.</summary>
    public static bool IsMemoryFileAt(AddressRange range)
    {
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var bounds = line.Split(' ')[0].Split('-');
            if (Parse(bounds[0]) <= range.Last && range.Start < Parse(bounds[1]) && line.Contains("memfd:", StringComparison.Ordinal) && line.Contains(" tests", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Maps a page of somebody else's; false if the address is taken.</summary>
    public static bool TryMapForeignPage(ulong address)
    {
        var flags = LibC.MapPrivate | LibC.MapAnonymous | LibC.MapFixedNoReplace;
        return LibC.Map((nuint)address, (nuint)Page, MemoryProtection.ReadWrite, flags, file: -1, offset: 0) == (nint)address;
    }

    /// <summary>Whether a page is not reserved any more: nothing is mapped there, or what the runtime has found room for meanwhile.</summary>
    public static bool IsGivenBack(ulong address)
    {
        if (!TryMapForeignPage(address))
            return PermissionsOf(address) != "---p";
        Unmap(address);
        return true;
    }

    /// <summary>Maps zeroes over whatever is there, as code does that knows nothing of the SDK.</summary>
    public static void MapOver(AddressRange range)
    {
        var flags = LibC.MapPrivate | LibC.MapAnonymous | LibC.MapFixed;
        Assert.Equal((nint)range.Start, LibC.Map((nuint)range.Start, (nuint)range.Length, MemoryProtection.ReadWrite, flags, file: -1, offset: 0));
    }

    /// <summary>Maps a part of a file over whatever is there, as code does that knows nothing of the SDK.</summary>
    public static void MapOver(AddressRange range, MemoryFile file, ulong offset) =>
        Assert.Equal((nint)range.Start, LibC.Map((nuint)range.Start, (nuint)range.Length, MemoryProtection.ReadWrite, LibC.MapShared | LibC.MapFixed, file.Handle, (long)offset));

    public static void Move(AddressRange range, ulong destination) =>
        Assert.Equal((nint)destination, LibC.Remap((nuint)range.Start, (nuint)range.Length, (nuint)range.Length, LibC.RemapMayMove | LibC.RemapFixed, (nuint)destination));

    public static void Advise(AddressRange range, int advice) => Assert.Equal(0, LibC.Advise((nuint)range.Start, (nuint)range.Length, advice));

    public static void Unmap(ulong address) => LibC.Unmap((nuint)address, (nuint)Page);

    public static void UnmapAll(AddressRange range) => LibC.Unmap((nuint)range.Start, (nuint)range.Length);

    public static ref byte At(ulong address) => ref *(byte*)address;

    private static ulong Parse(string hex) => ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
