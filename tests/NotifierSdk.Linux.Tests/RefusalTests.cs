using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Tests;

/// <summary>What is left when a change fails: because of its arguments, of a callback, of the kernel, or of somebody who came first.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("refusal tests", 8 * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Witness _witness = new();

    public RefusalTests()
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

    public static TheoryData<string, string> Changes => new()
    {
        { "munmap", nameof(MappedMemory.Unmap) },
        { "mprotect", nameof(MappedMemory.Protect) },
        { "madvise", nameof(MappedMemory.Discard) },
        { "mmap", nameof(MappedMemory.Replace) },
        { "mremap", nameof(MappedMemory.Move) },
        { "mremap", "MoveElsewhere" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_call_that_the_kernel_refuses_ends_its_invalidation_and_changes_nothing(string call, string change)
    {
        var exception = Assert.Throws<SystemCallException>(() => RefusedCall.Run(call, Pages(1, 2).Start, () => Make(change, _memory, Pages(1, 2))));
        Assert.Equal((call, "ENOMEM", 12), (exception.Call, exception.ErrorName, exception.ErrorNumber));
        Assert.Contains("ENOMEM", exception.Message, StringComparison.Ordinal);
        Assert.Contains(Pages(1, 2).ToString(), exception.Message, StringComparison.Ordinal);

        Assert.NotEmpty(_witness.Sightings);
        Assert.True(_witness.IsAtRest);
        Assert.Equal([_memory.Range], _memory.MappedRanges);
        Assert.True(_memory.TryTranslate(Pages(1, 1).Start, out _, out var offset));
        Assert.Equal(Kernel.Page, offset);
        Make(change, _memory, Pages(1, 2)); // and it works when nobody refuses
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_callback_that_throws_keeps_the_change_from_happening(string call, string change)
    {
        using var memory = MappedMemory.Map(_space, 8 * Kernel.Page);
        var isFailing = true;
        var witness = new Witness { Reaction = FailIfFailing };
        _space.Insert(witness, memory.Range);
        memory.AsSpan(memory.Range).Fill(7);

        Assert.Throws<AggregateException>(() => Make(change, memory, MappedMemoryTests.PagesOf(memory, 1, 2)));
        Assert.True(witness.IsAtRest);
        Assert.Equal([memory.Range], memory.MappedRanges);
        memory.AsSpan(memory.Range).Fill(8); // all of it is still there, and writable
        isFailing = false;
        witness.Remove();

        void FailIfFailing(Invalidation invalidation)
        {
            if (isFailing)
                throw new InvalidOperationException($"no {call}");
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_released_space_takes_no_announcement_so_nothing_is_changed(string call, string change)
    {
        using var space = new AddressSpace();
        var memory = MappedMemory.Map(space, 8 * Kernel.Page);
        space.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Make(change, memory, MappedMemoryTests.PagesOf(memory, 1, 2)));
        Assert.True(Kernel.IsMapped(memory.Range), call);
        memory.Dispose();
        Assert.Empty(memory.MappedRanges);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Pages_that_are_no_longer_its_own_are_refused(string call, string change)
    {
        _memory.Unmap(Pages(2, 2));
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Make(change, _memory, Pages(1, 2)));
        Assert.Contains(Pages(1, 2).ToString(), exception.Message, StringComparison.Ordinal);
        Assert.Single(_witness.Sightings);
        Assert.True(Kernel.IsMapped(Pages(1, 1)), call);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_range_that_is_not_made_of_whole_pages_is_refused(string call, string change)
    {
        foreach (var range in new[] { AddressRange.FromLength(_memory.Range.Start + 1, Kernel.Page), AddressRange.FromLength(_memory.Range.Start, 100), AddressRange.All })
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Make(change, _memory, range));
            Assert.Contains(range.ToString(), exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_witness.Sightings);
        Assert.True(Kernel.IsMapped(_memory.Range), call);
    }

    [Fact]
    public void A_failed_move_whose_destination_vanished_takes_the_destination_off_the_record()
    {
        Kernel.Unmap(Pages(5, 5).Start); // what kernels do that fail after they made room
        Assert.Throws<SystemCallException>(() => RefusedCall.Run("mremap", Pages(1, 2).Start, () => _memory.Move(Pages(1, 2), Pages(5, 5).Start)));
        Assert.Equal([Pages(0, 4), Pages(6, 7)], _memory.MappedRanges);
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void Disposing_leaves_what_others_mapped_into_its_holes()
    {
        _memory.Unmap(Pages(4, 4));
        Assert.True(Kernel.TryMapForeignPage(Pages(4, 4).Start));
        Kernel.At(Pages(4, 4).Start) = 4;
        _memory.Dispose();
        Assert.True(Kernel.IsMapped(Pages(4, 4)));
        Assert.Equal(4, Kernel.At(Pages(4, 4).Start));
        Assert.False(Kernel.IsMemoryFileAt(Pages(3, 3)));
        Kernel.Unmap(Pages(4, 4).Start);
    }

    [Fact]
    public void A_hole_that_somebody_else_took_is_not_filled()
    {
        _memory.Unmap(Pages(4, 4));
        Assert.True(Kernel.TryMapForeignPage(Pages(4, 4).Start));
        var exception = Assert.Throws<SystemCallException>(() => _memory.Fill(Pages(4, 4), _file, 0));
        Assert.Equal("EEXIST", exception.ErrorName);
        Assert.False(_memory.IsMapped(Pages(4, 4)));
        Kernel.Unmap(Pages(4, 4).Start);
    }

    [Fact]
    public void What_is_mapped_cannot_be_filled_nor_what_lies_outside()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Fill(Pages(4, 4), _file, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Fill(Pages(8, 8), _file, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.AsSpan(Pages(7, 8)));
    }

    [Fact]
    public void Pages_are_not_moved_over_themselves_nor_from_several_mappings_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Move(Pages(1, 2), Pages(2, 2).Start));
        _memory.Replace(Pages(1, 1), _file, 7 * Kernel.Page);
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Move(Pages(1, 2)));
        Assert.Equal([_memory.Range], _memory.MappedRanges);
    }

    [Fact]
    public void Locked_pages_cannot_be_discarded_and_the_kernel_says_why()
    {
        var range = Pages(0, 0);
        Assert.Equal(0, LockedPages.Lock((nuint)range.Start, (nuint)range.Length));
        var exception = Assert.Throws<SystemCallException>(() => _memory.Discard(range));
        Assert.Equal(("madvise", "EINVAL"), (exception.Call, exception.ErrorName));
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void More_memory_than_there_is_room_for_is_refused_with_ENOMEM()
    {
        var exception = Assert.Throws<SystemCallException>(() => MappedMemory.Map(_space, 1UL << 62));
        Assert.Equal(("mmap", "ENOMEM"), (exception.Call, exception.ErrorName));
    }

    [Fact]
    public void A_file_whose_name_the_kernel_refuses_is_an_error_with_the_name_in_it()
    {
        var name = new string('n', 300);
        var exception = Assert.Throws<SystemCallException>(() => MemoryFile.Create(name, Kernel.Page));
        Assert.Equal(("memfd_create", "EINVAL"), (exception.Call, exception.ErrorName));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Lengths_that_are_no_whole_pages_are_refused(ulong length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedMemory.Map(_space, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryFile.Create("odd", length));
    }

    [Fact]
    public void Offsets_beyond_the_end_of_a_file_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedMemory.Map(_space, _file, 7 * Kernel.Page, 2 * Kernel.Page));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Replace(Pages(0, 0), _file, ulong.MaxValue - Kernel.Page + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Replace(Pages(0, 0), _file, 10));
        Assert.Empty(_witness.Sightings);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0x1000003)] // PROT_GROWSDOWN
    public void Rights_that_the_kernel_knows_and_the_enumeration_does_not_are_refused(int bits)
    {
        var protection = (MemoryProtection)bits;
        _memory.Unmap(Pages(7, 7));
        Action[] calls =
        [
            () => MappedMemory.Map(_space, Kernel.Page, protection),
            () => MappedMemory.Map(_space, _file, 0, Kernel.Page, protection),
            () => _memory.Protect(Pages(0, 0), protection),
            () => _memory.Replace(Pages(0, 0), protection),
            () => _memory.Replace(Pages(0, 0), _file, 0, protection),
            () => _memory.Fill(Pages(7, 7), _file, 0, protection),
        ];
        foreach (var call in calls)
            Assert.Contains($"0x{bits:x} is not a MemoryProtection", Assert.Throws<ArgumentOutOfRangeException>("protection", call).Message, StringComparison.Ordinal);
        Assert.Single(_witness.Sightings);
    }

    [Fact]
    public void The_size_of_a_file_is_final()
    {
        Assert.Equal(-1, LibC.Truncate(_file.Handle, (long)Kernel.Page));
        Assert.Equal(-1, LibC.Truncate(_file.Handle, 1 << 20));
    }

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);

    private void Make(string change, MappedMemory memory, AddressRange range)
    {
        switch (change)
        {
            case nameof(MappedMemory.Unmap):
                memory.Unmap(range);
                break;
            case nameof(MappedMemory.Protect):
                memory.Protect(range, MemoryProtection.Read);
                break;
            case nameof(MappedMemory.Discard):
                memory.Discard(range);
                break;
            case nameof(MappedMemory.Replace):
                memory.Replace(range, _file, 0);
                break;
            case nameof(MappedMemory.Move):
                memory.Move(range, MappedMemoryTests.PagesOf(memory, 5, 5).Start);
                break;
            default:
                memory.Move(range).Dispose();
                break;
        }
    }
}
