namespace NotifierSdk.Linux.Tests;

/// <summary>What each change does to the memory, and what a notifier hears of it.</summary>
public sealed class MappedMemoryTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("mapped memory tests", 8 * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Witness _witness = new();

    public MappedMemoryTests()
    {
        _memory = BelowRoom.Map(() => MappedMemory.Map(_space, _file, 0, 8 * Kernel.Page));
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
    public void Memory_of_its_own_is_zero_and_can_be_written()
    {
        using var memory = MappedMemory.Map(_space, 2 * Kernel.Page);
        var bytes = memory.AsSpan(memory.Range);
        Assert.Equal(-1, bytes.IndexOfAnyExcept((byte)0));
        bytes.Fill(7);
        Assert.Equal(7, Kernel.At(memory.Range.Last));
    }

    [Fact]
    public void Unmap_is_announced_before_the_pages_go_and_ends_when_they_are_gone()
    {
        _memory.Unmap(Pages(2, 3));
        Assert.Equal(new Sighting(InvalidationEvent.Unmap, Pages(2, 3), WasMapped: true), Assert.Single(_witness.Sightings));
        Assert.False(Kernel.IsMemoryFileAt(Pages(2, 2)));
        Assert.False(Kernel.IsMemoryFileAt(Pages(3, 3)));
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void An_unmapped_part_leaves_the_rest()
    {
        _memory.Unmap(Pages(2, 3));
        _memory.Unmap(Pages(6, 7));
        Assert.Equal([Pages(0, 1), Pages(4, 5)], _memory.MappedRanges);
        Assert.True(_memory.IsMapped(Pages(0, 1)));
        Assert.False(_memory.IsMapped(Pages(1, 2)));
        Assert.True(Kernel.IsMapped(Pages(4, 5)));
    }

    [Fact]
    public void Protect_is_announced_as_a_change_of_the_mappings_protection()
    {
        _memory.Protect(Pages(1, 1), MemoryProtection.Read);
        Assert.Equal(InvalidationEvent.ProtectionVma, Assert.Single(_witness.Sightings).Event);
        Assert.Equal("r--s", Kernel.PermissionsOf(Pages(1, 1).Start));
        Assert.Equal("rw-s", Kernel.PermissionsOf(Pages(2, 2).Start));
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void Discard_is_announced_as_clear_and_drops_what_was_written_to_memory_of_its_own()
    {
        using var memory = MappedMemory.Map(_space, 2 * Kernel.Page);
        var witness = new Witness();
        _space.Insert(witness, memory.Range);
        memory.AsSpan(memory.Range).Fill(7);
        memory.Discard(AddressRange.FromLength(memory.Range.Start, Kernel.Page));
        Assert.Equal(InvalidationEvent.Clear, Assert.Single(witness.Sightings).Event);
        Assert.Equal(0, Kernel.At(memory.Range.Start));
        Assert.Equal(7, Kernel.At(memory.Range.Last));
        witness.Remove();
    }

    [Fact]
    public void Replace_maps_other_pages_of_the_file_and_is_announced_as_unmap()
    {
        Kernel.At(Pages(5, 5).Start) = 55;
        _memory.Replace(Pages(0, 0), _file, 5 * Kernel.Page);
        Assert.Equal(new Sighting(InvalidationEvent.Unmap, Pages(0, 0), WasMapped: true), Assert.Single(_witness.Sightings));
        Assert.Equal(55, Kernel.At(Pages(0, 0).Start));
        Assert.Equal(5 * Kernel.Page + 3, OffsetAt(Pages(0, 0).Start + 3));
        Assert.Equal(1 * Kernel.Page, OffsetAt(Pages(1, 1).Start));
    }

    [Fact]
    public void Replace_without_a_file_maps_zeroes_or_reserves_the_addresses()
    {
        Kernel.At(Pages(0, 0).Start) = 9;
        _memory.Replace(Pages(0, 0));
        _memory.Replace(Pages(1, 1), MemoryProtection.None);
        Assert.Equal(0, Kernel.At(Pages(0, 0).Start));
        Assert.Equal("---p", Kernel.PermissionsOf(Pages(1, 1).Start));
        Assert.False(_memory.TryTranslate(Pages(0, 0).Start, out _, out _));
        Assert.True(_memory.IsMapped(Pages(0, 1)));
    }

    [Fact]
    public void A_move_within_the_memory_is_announced_for_both_places()
    {
        Kernel.At(Pages(1, 1).Start) = 11;
        _memory.Move(Pages(1, 2), Pages(5, 5).Start);
        Assert.Equal(
            [new Sighting(InvalidationEvent.Unmap, Pages(1, 2), true), new Sighting(InvalidationEvent.Unmap, Pages(5, 6), true)],
            _witness.Sightings);
        Assert.Equal(11, Kernel.At(Pages(5, 5).Start));
        Assert.Equal(1 * Kernel.Page, OffsetAt(Pages(5, 5).Start));
        Assert.Equal([Pages(0, 0), Pages(3, 7)], _memory.MappedRanges);
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void A_move_elsewhere_hands_the_pages_to_a_memory_of_their_own()
    {
        Kernel.At(Pages(1, 1).Start) = 11;
        using var moved = _memory.Move(Pages(1, 2));
        Assert.Equal(new Sighting(InvalidationEvent.Unmap, Pages(1, 2), WasMapped: true), Assert.Single(_witness.Sightings));
        Assert.False(Kernel.IsMemoryFileAt(Pages(1, 2)));
        Assert.Equal(2 * Kernel.Page, moved.Range.Length);
        Assert.Equal(11, moved.AsSpan(moved.Range)[0]);
        Assert.True(moved.TryTranslate(moved.Range.Start, out var file, out var offset));
        Assert.Equal((_file, Kernel.Page), (file, offset));
    }

    [Fact]
    public void A_hole_can_be_filled_without_an_announcement()
    {
        _memory.Unmap(Pages(2, 2));
        _memory.Fill(Pages(2, 2), _file, 4 * Kernel.Page);
        Assert.Single(_witness.Sightings);
        Assert.Equal(4 * Kernel.Page, OffsetAt(Pages(2, 2).Start));
        Kernel.At(Pages(4, 4).Start) = 44;
        Assert.Equal(44, Kernel.At(Pages(2, 2).Start));
    }

    [Fact]
    public void Two_mappings_of_a_file_see_the_same_bytes()
    {
        using var second = MappedMemory.Map(_space, _file, 3 * Kernel.Page, Kernel.Page);
        second.AsSpan(second.Range)[1] = 31;
        Assert.Equal(31, Kernel.At(Pages(3, 3).Start + 1));
    }

    [Fact]
    public void Disposing_announces_each_part_that_is_left()
    {
        _memory.Unmap(Pages(3, 3));
        _memory.Dispose();
        Assert.Equal([Pages(3, 3), Pages(0, 2), Pages(4, 7)], _witness.Sightings.Select(sighting => sighting.Range));
        Assert.All(_witness.Sightings, sighting => Assert.True(sighting.WasMapped));
        Assert.Empty(_memory.MappedRanges);
        Assert.Throws<ObjectDisposedException>(() => _memory.Unmap(Pages(0, 0)));
    }

    [Fact]
    public void Changes_of_one_memory_are_made_one_after_the_other()
    {
        using var memory = MappedMemory.Map(_space, 2 * Kernel.Page);
        var second = new Thread(() => memory.Discard(PagesOf(memory, 1, 1)));
        var heardDuringFirst = 0;
        Witness? witness = null;
        witness = new Witness { Reaction = MakeTheOtherChange };
        _space.Insert(witness, memory.Range);

        memory.Discard(PagesOf(memory, 0, 0));
        second.Join();
        Assert.Equal(1, heardDuringFirst);
        Assert.Equal(2, witness.Sightings.Count);
        witness.Remove();

        void MakeTheOtherChange(Invalidation invalidation)
        {
            if (invalidation.Range != PagesOf(memory, 0, 0))
                return;
            second.Start();
            SpinWait.SpinUntil(() => !second.IsAlive || second.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            heardDuringFirst = witness!.Sightings.Count;
        }
    }

    private AddressRange Pages(int first, int last) => PagesOf(_memory, first, last);

    internal static AddressRange PagesOf(MappedMemory memory, int first, int last) =>
        AddressRange.FromLength(memory.Range.Start + (ulong)first * Kernel.Page, (ulong)(last - first + 1) * Kernel.Page);

    private ulong OffsetAt(ulong address)
    {
        Assert.True(_memory.TryTranslate(address, out var file, out var offset));
        Assert.Same(_file, file);
        return offset;
    }
}
