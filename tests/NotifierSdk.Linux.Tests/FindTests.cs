using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux.Tests;

/// <summary>What a space's memory has at an address.</summary>
public sealed class FindTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("find tests", 8 * Kernel.Page);
    private readonly MappedMemory _memory;

    public FindTests() => _memory = MappedMemory.Map(_space, _file, 0, 8 * Kernel.Page);

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
        _space.Dispose();
    }

    [Fact]
    public void The_memory_at_an_address_is_found_with_its_protection_and_its_file()
    {
        using var other = MappedMemory.Map(_space, 2 * Kernel.Page, MemoryProtection.Read);
        _memory.Protect(Pages(2, 3), MemoryProtection.Read);
        var region = MappedMemory.Find(_space, Pages(3, 3).Start + 5)!;
        Assert.Same(_memory, region.Memory);
        Assert.Equal((Pages(2, 3), MemoryProtection.Read, 2 * Kernel.Page, MemorySharing.Shared), (region.Range, region.Protection, region.Offset, region.Sharing));
        Assert.Same(_file, region.File);
        Assert.Equal((Pages(4, 7), MemoryProtection.ReadWrite), (MappedMemory.Find(_space, Pages(4, 4).Start)!.Range, MappedMemory.Find(_space, _memory.Range.Last)!.Protection));
        var anonymous = MappedMemory.Find(_space, other.Range.Last)!;
        Assert.Equal((other, other.Range, (MemoryFile?)null, 0UL, MemorySharing.Private), (anonymous.Memory, anonymous.Range, anonymous.File, anonymous.Offset, anonymous.Sharing));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is_mapped_or_in_another_space()
    {
        using var otherSpace = new AddressSpace();
        Assert.Null(MappedMemory.Find(otherSpace, _memory.Range.Start));
        Assert.Null(MappedMemory.Find(_space, 0));
        Assert.Null(MappedMemory.Find(_space, ulong.MaxValue));
        _memory.Unmap(Pages(3, 3));
        Assert.Null(MappedMemory.Find(_space, Pages(3, 3).Start));
        Assert.Equal(Pages(0, 2), MappedMemory.Find(_space, Pages(2, 2).Start)!.Range);
        _memory.Dispose();
        Assert.Null(MappedMemory.Find(_space, Pages(2, 2).Start));
    }

    [Fact]
    public void A_page_that_moved_is_found_at_its_new_place()
    {
        using var moved = _memory.Move(Pages(3, 3));
        var region = MappedMemory.Find(_space, moved.Range.Start)!;
        Assert.Equal((moved, 3 * Kernel.Page), (region.Memory, region.Offset));
        Assert.Null(MappedMemory.Find(_space, Pages(3, 3).Start));
    }

    [Fact]
    public void Looking_for_it_keeps_no_memory_alive()
    {
        var address = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Null(MappedMemory.Find(_space, address));
        Kernel.Unmap(address);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // so that nothing of it is left on the test's own stack frame
    private ulong Forget() => MappedMemory.Map(_space, Kernel.Page).Range.Start;

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);
}
