namespace NotifierSdk.Linux.Tests;

/// <summary>Mappings of a file that keep what is written to themselves.</summary>
public sealed class PrivateMappingTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("private mapping tests", 4 * Kernel.Page);
    private readonly MappedMemory _shared;

    public PrivateMappingTests()
    {
        _shared = BelowRoom.Map(() => MappedMemory.Map(_space, _file, 0, 4 * Kernel.Page));
        _shared.AsSpan(_shared.Range).Fill(1);
    }

    public void Dispose()
    {
        _shared.Dispose();
        _file.Dispose();
        _space.Dispose();
    }

    [Fact]
    public void What_is_written_to_a_private_mapping_does_not_reach_the_file_and_discarding_brings_the_files_page_back()
    {
        using var memory = MappedMemory.Map(_space, _file, Kernel.Page, 2 * Kernel.Page, sharing: MemorySharing.Private);
        var witness = new Witness();
        _space.Insert(witness, memory.Range);
        Assert.Equal(1, memory.AsReadOnlySpan(memory.Range)[0]);
        memory.AsSpan(memory.Range)[0] = 2;
        Assert.Equal(-1, _shared.AsReadOnlySpan(_shared.Range).IndexOfAnyExcept((byte)1));
        memory.Discard(memory.Range);
        Assert.Equal(1, memory.AsReadOnlySpan(memory.Range)[0]);
        Assert.Equal(InvalidationEvent.Clear, Assert.Single(witness.Sightings).Event);
        Assert.Equal("rw-p", Kernel.PermissionsOf(memory.Range.Start));
        witness.Remove();
    }

    [Fact]
    public void A_private_page_has_no_place_in_the_file_for_it_may_be_a_copy()
    {
        _shared.Replace(Pages(1, 1), _file, 0, sharing: MemorySharing.Private);
        Assert.False(_shared.TryTranslate(Pages(1, 1).Start, out _, out _));
        Assert.True(_shared.TryTranslate(Pages(2, 2).Start, out _, out _));
        var region = MappedMemory.Find(_space, Pages(1, 1).Start)!;
        Assert.Equal((_file, 0UL, MemorySharing.Private), (region.File, region.Offset, region.Sharing));
    }

    [Fact]
    public void Private_and_shared_pages_of_a_file_are_different_mappings()
    {
        _shared.Unmap(Pages(1, 1));
        _shared.Fill(Pages(1, 1), _file, Kernel.Page, sharing: MemorySharing.Private);
        Assert.Equal(Pages(1, 1), MappedMemory.Find(_space, Pages(1, 1).Start)!.Range);
        Assert.Throws<ArgumentOutOfRangeException>(() => _shared.Move(Pages(0, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("sharing", () => _shared.Replace(Pages(0, 0), _file, 0, sharing: (MemorySharing)2));
    }

    [Fact]
    public void Only_anonymous_memory_is_discarded_lazily_and_its_old_contents_stay_until_memory_is_short()
    {
        Assert.Contains("Call Discard.", Assert.Throws<ArgumentOutOfRangeException>(() => _shared.DiscardLazily(Pages(0, 0))).Message, StringComparison.Ordinal);
        using var memory = MappedMemory.Map(_space, 2 * Kernel.Page);
        memory.AsSpan(memory.Range).Fill(5);
        memory.DiscardLazily(memory.Range);
        Assert.Contains(memory.AsReadOnlySpan(memory.Range)[0], new byte[] { 0, 5 });
        memory.AsSpan(memory.Range).Fill(6); // from here on it stays
        Assert.Equal(6, memory.AsReadOnlySpan(memory.Range)[0]);
    }

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_shared, first, last);
}
