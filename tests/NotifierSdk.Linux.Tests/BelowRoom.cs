using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Tests;

/// <summary>Maps memory whose holes stay free: the runtime maps what it needs at any moment, the kernel looks for a place from the top, and there is room above the memory.</summary>
internal static class BelowRoom
{
    private const nuint Room = 64 << 20;
    private static readonly nuint s_least = 8 * (nuint)Kernel.Page;

    public static MappedMemory Map(Func<MappedMemory> map)
    {
        var room = Reserve(Room);
        var next = Reserve(Room);
        Release(next, Room);
        if (next > room) // here the kernel looks from the bottom, as it does where stacks have no limit
        {
            Release(room, Room);
            return map();
        }

        var above = new Stack<MappedMemory>();
        var reserved = ReserveAbove(room);
        var memory = map();
        while (memory.Range.Start > (ulong)room) // there was a smaller hole
        {
            above.Push(memory);
            memory = map();
        }

        foreach (var each in above)
            each.Dispose();
        foreach (var (address, length) in reserved.Append((room, Room)))
            Release(address, length);
        return memory;
    }

    /// <summary>Takes what is free above an address, the large holes first.</summary>
    private static List<(nint Address, nuint Length)> ReserveAbove(nint room)
    {
        var reserved = new List<(nint Address, nuint Length)>();
        for (var length = Room / 2; length >= s_least; length /= 2)
        {
            do
                reserved.Add((Reserve(length), length));
            while (reserved[^1].Address > room);
        }

        return reserved;
    }

    private static nint Reserve(nuint length)
    {
        var address = LibC.Map(0, length, MemoryProtection.None, LibC.MapPrivate | LibC.MapAnonymous | LibC.MapNoReserve, file: -1, offset: 0);
        Assert.NotEqual(LibC.MapFailed, address);
        return address;
    }

    private static void Release(nint address, nuint length) => Assert.Equal(0, LibC.Unmap((nuint)address, length));
}
