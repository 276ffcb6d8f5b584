namespace NotifierSdk.Linux.Tests;

/// <summary>Holes, and what is mapped into them.</summary>
public sealed class FillTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("fill tests", 8 * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Witness _witness = new();

    public FillTests()
    {
        _memory = BelowRoom.Map(() => MappedMemory.Map(_space, 8 * Kernel.Page));
        _memory.AsSpan(_memory.Range).Fill(9);
        _space.Insert(_witness, _memory.Range);
    }

    public void Dispose()
    {
        _witness.Remove();
        _memory.Dispose();
        _file.Dispose();
        _space.Dispose();
    }

    [Fact]
    public void A_hole_is_filled_with_zeroes_and_nobody_is_told()
    {
        _memory.Unmap(Pages(2, 3));
        _memory.Fill(Pages(2, 3));
        Assert.Single(_witness.Sightings);
        Assert.Equal(-1, _memory.AsReadOnlySpan(Pages(2, 3)).IndexOfAnyExcept((byte)0));
        Assert.Equal([_memory.Range], _memory.MappedRanges);
    }

    [Fact]
    public void Pages_and_holes_are_replaced_and_filled_in_one_change()
    {
        _memory.Unmap(Pages(1, 1));
        _memory.Unmap(Pages(3, 4));
        _memory.FillOrReplace(Pages(1, 5), _file, 0);
        Assert.Equal(new Sighting(InvalidationEvent.Unmap, Pages(1, 5), WasMapped: false), _witness.Sightings[^1]);
        Assert.Equal([_memory.Range], _memory.MappedRanges);
        foreach (var page in Enumerable.Range(1, 5))
        {
            Assert.True(_memory.TryTranslate(Pages(page, page).Start, out var file, out var offset));
            Assert.Equal((_file, (ulong)(page - 1) * Kernel.Page), (file, offset));
        }

        Assert.Equal(9, _memory.AsReadOnlySpan(Pages(6, 6))[0]);
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void If_somebody_else_has_one_of_the_holes_nothing_is_replaced_or_filled()
    {
        _memory.Unmap(Pages(1, 1));
        _memory.Unmap(Pages(3, 4));
        Assert.True(Kernel.TryMapForeignPage(Pages(4, 4).Start));
        var exception = Assert.Throws<SystemCallException>(() => _memory.FillOrReplace(Pages(0, 5), _file, 0));
        Assert.Equal("EEXIST", exception.ErrorName);
        Assert.Equal([Pages(0, 0), Pages(2, 2), Pages(5, 7)], _memory.MappedRanges);
        Assert.Equal(9, _memory.AsReadOnlySpan(Pages(0, 0))[0]);
        Assert.True(Kernel.IsGivenBack(Pages(1, 1).Start));
        Assert.True(_witness.IsAtRest);
        Kernel.Unmap(Pages(4, 4).Start);
    }

    [Fact]
    public void If_the_kernel_refuses_the_holes_stay_holes()
    {
        _memory.Unmap(Pages(3, 4));
        Assert.Throws<SystemCallException>(() => RefusedCall.Run("mmap", Pages(2, 2).Start, () => _memory.FillOrReplace(Pages(2, 5))));
        Assert.Equal([Pages(0, 2), Pages(5, 7)], _memory.MappedRanges);
        Assert.Equal(9, _memory.AsReadOnlySpan(Pages(2, 2))[0]);
        Assert.True(Kernel.IsGivenBack(Pages(3, 3).Start));
    }

    [Fact]
    public void What_lies_outside_is_neither_filled_nor_replaced()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.FillOrReplace(Pages(7, 8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Fill(Pages(8, 8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Fill(Pages(7, 7)));
        Assert.Empty(_witness.Sightings);
    }

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);
}
