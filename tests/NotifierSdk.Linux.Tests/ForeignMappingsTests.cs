using NotifierSdk.Linux.Events;
using NotifierSdk.Linux.Interop;

namespace NotifierSdk.Linux.Tests;

/// <summary>System calls that bypass the SDK, made by another thread, and what the space hears of them. Each test says so where the kernel cannot tell.</summary>
public sealed class ForeignMappingsTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("foreign mappings tests", 16 * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Witness _witness;
    private Action<Invalidation>? _reaction;

    public ForeignMappingsTests()
    {
        _memory = BelowRoom.Map(() => MappedMemory.Map(_space, _file, 0, 16 * Kernel.Page));
        _witness = new Witness { Reaction = invalidation => _reaction?.Invoke(invalidation) };
        _space.Insert(_witness, _memory.Range);
    }

    public void Dispose()
    {
        _witness.Remove();
        _memory.Dispose();
        _file.Dispose();
        _space.Dispose();
    }

    /// <summary>Skips the test, and says why, where the kernel tells nothing.</summary>
    internal static void NeedsEvents() => Assert.SkipUnless(ForeignMappings.IsSupported(out var obstacle), obstacle ?? "");

    [Fact]
    public void Unmapping_is_announced_and_the_pages_leave_the_record()
    {
        using var foreign = Listen();
        Elsewhere(() => Kernel.UnmapAll(Pages(2, 4)));
        foreign.WaitUntilAnnounced();
        Assert.Equal([(InvalidationEvent.Unmap, Pages(2, 4))], Heard());
        Assert.Equal([Pages(0, 1), Pages(5, 15)], _memory.MappedRanges);
        Assert.Null(MappedMemory.Find(_space, Pages(3, 3).Start));
        Assert.True(_witness.IsAtRest);
    }

    [Fact]
    public void Mapping_over_is_announced_and_what_was_mapped_is_not_the_memorys()
    {
        using var foreign = Listen();
        Elsewhere(() => Kernel.MapOver(Pages(2, 4)));
        foreign.WaitUntilAnnounced();
        Assert.Equal([(InvalidationEvent.Unmap, Pages(2, 4))], Heard());
        Assert.Equal([Pages(0, 1), Pages(5, 15)], _memory.MappedRanges);
        Kernel.At(Pages(3, 3).Start) = 3;
        _memory.Dispose();
        Assert.Equal(3, Kernel.At(Pages(3, 3).Start)); // disposing leaves it alone
        Kernel.UnmapAll(Pages(2, 4));
    }

    [Fact]
    public void Moving_is_announced_for_both_places()
    {
        using var foreign = Listen();
        Elsewhere(() => Kernel.Move(Pages(2, 3), Pages(8, 8).Start));
        foreign.WaitUntilAnnounced();
        var heard = Heard();
        Assert.Contains((InvalidationEvent.Unmap, Pages(2, 3)), heard);
        Assert.Contains((InvalidationEvent.Unmap, Pages(8, 9)), heard);
        Assert.Equal(2, heard.Distinct().Count());
        Assert.False(_memory.IsMapped(Pages(2, 2)));
        Assert.False(_memory.IsMapped(Pages(3, 3)));
    }

    [Theory]
    [InlineData(LibC.AdviseDontNeed, false)]
    [InlineData(LibC.AdviseDontNeed, true)]
    [InlineData(LibC.AdviseFree, true)]
    [InlineData(9 /* MADV_REMOVE */, false)]
    public void Advice_that_takes_contents_away_is_announced_as_clear(int advice, bool isAnonymous)
    {
        if (isAnonymous)
            _memory.Replace(_memory.Range);
        using var foreign = Listen();
        Elsewhere(() => Kernel.Advise(Pages(2, 4), advice));
        foreign.WaitUntilAnnounced();
        Assert.Equal([(InvalidationEvent.Clear, Pages(2, 4))], Heard());
        Assert.Equal([_memory.Range], _memory.MappedRanges);
    }

    [Fact]
    public void Pages_that_came_later_are_heard_of_too()
    {
        using var foreign = Listen();
        _memory.Replace(Pages(1, 1), _file, 0);
        _memory.Unmap(Pages(3, 3));
        _memory.Fill(Pages(3, 3));
        _memory.Move(Pages(7, 7), Pages(5, 5).Start);
        foreign.WaitUntilAnnounced();
        Heard();
        foreach (var page in new[] { 1, 3, 5 })
        {
            Elsewhere(() => Kernel.Unmap(Pages(page, page).Start));
            foreign.WaitUntilAnnounced();
            Assert.Equal([(InvalidationEvent.Unmap, Pages(page, page))], Heard());
            Assert.False(_memory.IsMapped(Pages(page, page)));
        }
    }

    [Fact]
    public void The_memorys_own_changes_do_what_they_did()
    {
        using var foreign = Listen();
        _memory.Unmap(Pages(0, 0));
        _memory.Replace(Pages(1, 1), _file, 3 * Kernel.Page);
        _memory.Move(Pages(2, 2), Pages(4, 4).Start);
        using var moved = _memory.Move(Pages(5, 5));
        foreign.WaitUntilAnnounced();
        Assert.Equal([Pages(1, 1), Pages(3, 4), Pages(6, 15)], _memory.MappedRanges);
        Assert.True(_memory.TryTranslate(Pages(1, 1).Start, out _, out var offset));
        Assert.Equal(3 * Kernel.Page, offset);
        Assert.True(_memory.TryTranslate(Pages(4, 4).Start, out _, out offset));
        Assert.Equal(2 * Kernel.Page, offset);
    }

    [Fact]
    public void A_change_is_pending_before_its_caller_goes_on_and_until_it_was_announced()
    {
        using var foreign = Listen();
        using var isReading = new ManualResetEventSlim();
        using var mayRead = new ManualResetEventSlim();
        using var isAnnouncing = new ManualResetEventSlim();
        using var mayAnnounce = new ManualResetEventSlim();
        foreign.Reader.BeforeRead = () => Pass(isReading, mayRead);
        _reaction = _ => Pass(isAnnouncing, mayAnnounce);
        Assert.False(foreign.IsPending);

        var caller = Start(() => Kernel.UnmapAll(Pages(2, 2)));
        Assert.True(isReading.Wait(s_long)); // the event is there, and nobody has read it
        Assert.True(foreign.IsPending);
        Assert.False(caller.Join(0));
        mayRead.Set();
        Assert.True(caller.Join(s_long)); // read, so the caller goes on, whatever the callback does
        Assert.True(isAnnouncing.Wait(s_long));
        Assert.True(foreign.IsPending);
        Assert.False(foreign.WaitUntilAnnounced(TimeSpan.Zero));
        mayAnnounce.Set();
        Assert.True(foreign.WaitUntilAnnounced(s_long));
        Assert.False(foreign.IsPending);
        Assert.Equal([(InvalidationEvent.Unmap, Pages(2, 2))], Heard());
    }

    [Fact]
    public void Who_unmaps_while_holding_the_driver_lock_is_not_kept_waiting()
    {
        var driverLock = new Lock();
        using var foreign = Listen();
        _reaction = _ =>
        {
            lock (driverLock)
            {
            }
        };
        var caller = Start(() =>
        {
            lock (driverLock)
            {
                for (var page = 0; page < 16; page++)
                    Kernel.UnmapAll(Pages(page, page));
            }
        });
        Assert.True(caller.Join(s_long));
        Assert.True(foreign.WaitUntilAnnounced(s_long));
        Assert.Empty(_memory.MappedRanges);
    }

    [Fact]
    public void A_reader_that_dies_hangs_nobody_and_puts_everything_in_doubt()
    {
        using var foreign = Listen();
        using var hasFailed = new ManualResetEventSlim();
        Exception? told = null;
        foreign.Failed += (_, failure) =>
        {
            told = failure.GetException();
            hasFailed.Set();
        };
        var death = new InvalidOperationException("the reader's death");
        foreign.Reader.BeforeRead = () => throw death;

        Assert.True(Start(() => Kernel.UnmapAll(Pages(2, 2))).Join(s_long));
        Assert.True(hasFailed.Wait(s_long));
        Assert.Same(death, told);
        Assert.Same(death, foreign.Failure);
        Assert.Equal([(InvalidationEvent.Unmap, AddressRange.All)], Heard());
        Assert.Equal([_memory.Range], _memory.MappedRanges); // nothing can be told of any page
        Assert.Throws<InvalidOperationException>(foreign.WaitUntilAnnounced);
        Assert.Throws<InvalidOperationException>(() => foreign.Register(_memory));

        Assert.True(Start(() => Kernel.UnmapAll(Pages(3, 3))).Join(s_long)); // nobody hears it, and nobody waits
        _memory.Replace(Pages(5, 5)); // nor does the memory
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_look_at_the_pages_that_the_kernel_refuses_hangs_nobody_and_puts_everything_in_doubt(bool isReading)
    {
        var foreign = Listen();
        using var hasFailed = new ManualResetEventSlim();
        using var mayRead = new ManualResetEventSlim();
        Exception? told = null;
        foreign.Failed += (_, failure) =>
        {
            told = failure.GetException();
            hasFailed.Set();
        };
        using var hasRefused = new ManualResetEventSlim();
        using var mayLook = new ManualResetEventSlim();
        _reaction = invalidation =>
        {
            if (hasRefused.IsSet)
                return;
            RefusedCall.RefuseHere("ioctl", place: 1, PageMap.IoctlScan); // on the announcer's thread
            Pass(hasRefused, mayLook);
        };
        Elsewhere(() => Kernel.UnmapAll(Pages(2, 2)));
        Assert.True(hasRefused.Wait(s_long));

        // Who changes something at that time goes on, whether or not the reader is just about to hear of it.
        using var isAtRead = new ManualResetEventSlim();
        if (isReading)
            foreign.Reader.BeforeRead = () => Pass(isAtRead, mayRead);
        var caller = Start(() =>
        {
            Kernel.UnmapAll(Pages(3, 3));
            mayRead.Set();
        });
        if (isReading)
            Assert.True(isAtRead.Wait(s_long));
        else
            Assert.True(caller.Join(s_long));
        mayLook.Set();
        Assert.True(caller.Join(s_long));
        Assert.True(hasFailed.Wait(s_long));

        Assert.Equal("ENOMEM", Assert.IsType<SystemCallException>(told).ErrorName);
        Assert.Same(told, foreign.Failure);
        Assert.Contains((InvalidationEvent.Unmap, AddressRange.All), Heard());
        Assert.Equal([_memory.Range], _memory.MappedRanges); // nothing can be told of any page
        Assert.False(foreign.IsPending);
        Assert.Throws<InvalidOperationException>(foreign.WaitUntilAnnounced);
        Assert.Throws<InvalidOperationException>(() => foreign.Register(_memory));
        Assert.True(Start(() => Kernel.UnmapAll(Pages(4, 4))).Join(s_long)); // nobody hears it, and nobody waits
        Assert.True(_witness.IsAtRest);
        foreign.Dispose();
        Assert.Throws<ObjectDisposedException>(foreign.WaitUntilAnnounced);
    }

    [Fact]
    public void More_events_than_there_is_room_for_invalidate_everything()
    {
        using var foreign = Listen();
        using var isAnnouncing = new ManualResetEventSlim();
        using var mayAnnounce = new ManualResetEventSlim();
        _reaction = _ => Pass(isAnnouncing, mayAnnounce);
        Elsewhere(() => Kernel.Advise(Pages(2, 2), LibC.AdviseDontNeed));
        Assert.True(isAnnouncing.Wait(s_long)); // from here on the queue is only filled
        Elsewhere(() =>
        {
            for (var change = 0; change <= EventQueue.Capacity; change++)
                Kernel.Advise(Pages(2, 2), LibC.AdviseDontNeed);
        });
        mayAnnounce.Set();
        foreign.WaitUntilAnnounced();
        Assert.Contains((InvalidationEvent.Unmap, AddressRange.All), Heard());
        Assert.Equal([_memory.Range], _memory.MappedRanges);
    }

    [Fact]
    public void Disposing_lets_those_go_on_who_are_in_the_midst_of_it()
    {
        for (var round = 0; round < 20; round++)
        {
            using var memory = MappedMemory.Map(_space, 16 * Kernel.Page);
            var foreign = Listen(memory);
            var caller = Start(() =>
            {
                for (var page = 0; page < 16; page++)
                    Kernel.Advise(MappedMemoryTests.PagesOf(memory, page, page), LibC.AdviseDontNeed);
            });
            foreign.Dispose();
            foreign.Dispose();
            Assert.True(caller.Join(s_long));
            Assert.Throws<ObjectDisposedException>(foreign.WaitUntilAnnounced);
            Assert.Throws<ObjectDisposedException>(() => foreign.Register(memory));
        }
    }

    [Fact]
    public void Disposing_between_the_beginning_of_a_read_and_the_read_is_no_failure()
    {
        var foreign = Listen();
        using var isReading = new ManualResetEventSlim();
        using var isLetGo = new ManualResetEventSlim();
        var failures = 0;
        foreign.Failed += (_, _) => failures++;
        foreign.Reader.BeforeRead = () => Pass(isReading, isLetGo);
        var caller = Start(() =>
        {
            Kernel.UnmapAll(Pages(2, 2));
            isLetGo.Set(); // nobody has read the event, so the descriptor is closed
        });
        Assert.True(isReading.Wait(s_long));
        foreign.Dispose();
        Assert.True(caller.Join(s_long));
        Assert.Null(foreign.Failure);
        Assert.Equal(0, failures);
        Assert.Empty(Heard());
        Assert.False(foreign.IsPending);
    }

    [Fact]
    public void A_released_space_hears_nothing_and_hangs_nobody()
    {
        NeedsEvents();
        using var space = new AddressSpace();
        using var memory = MappedMemory.Map(space, 4 * Kernel.Page);
        using var foreign = new ForeignMappings(space);
        foreign.Register(memory);
        space.Dispose();
        Assert.True(Start(() => Kernel.Advise(memory.Range, LibC.AdviseDontNeed)).Join(s_long));
        Assert.True(foreign.WaitUntilAnnounced(s_long));
        Assert.Null(foreign.Failure);
    }

    [Fact]
    public void What_is_unregistered_is_heard_of_no_more_and_may_be_registered_again()
    {
        using var foreign = Listen();
        Assert.Throws<InvalidOperationException>(() => foreign.Register(_memory));
        foreign.Unregister(_memory);
        Assert.Throws<InvalidOperationException>(() => foreign.Unregister(_memory));
        Elsewhere(() => Kernel.Advise(Pages(2, 2), LibC.AdviseDontNeed));
        foreign.WaitUntilAnnounced();
        Assert.Empty(Heard());
        foreign.Register(_memory);
        Elsewhere(() => Kernel.Advise(Pages(2, 2), LibC.AdviseDontNeed));
        foreign.WaitUntilAnnounced();
        Assert.Single(Heard());
    }

    [Fact]
    public void Memory_of_another_space_and_memory_whose_writes_are_watched_are_refused()
    {
        using var foreign = Listen();
        using var otherSpace = new AddressSpace("other");
        using var other = MappedMemory.Map(otherSpace, Kernel.Page);
        Assert.Throws<ArgumentException>(() => foreign.Register(other));
        Assert.Equal("EBUSY", Assert.Throws<SystemCallException>(() => _memory.WatchWrites(Pages(0, 0))).ErrorName);
        using var watched = MappedMemory.Map(_space, Kernel.Page);
        using var watch = watched.WatchWrites(watched.Range);
        Assert.Contains("Another userfaultfd has the range", Assert.Throws<SystemCallException>(() => foreign.Register(watched)).Message, StringComparison.Ordinal);
        watch.Dispose();
        foreign.Register(watched);
    }

    [Fact]
    public void A_registration_that_is_refused_halfway_leaves_nothing_registered()
    {
        NeedsEvents();
        var (free, watched) = (Pages(0, 7), Pages(8, 15));
        _memory.Protect(watched, MemoryProtection.Read); // a segment of its own
        using var watch = _memory.WatchWrites(watched);
        using var foreign = new ForeignMappings(_space);
        Assert.Equal("EBUSY", Assert.Throws<SystemCallException>(() => foreign.Register(_memory)).ErrorName);
        Assert.Throws<InvalidOperationException>(() => foreign.Unregister(_memory));
        using var other = _memory.WatchWrites(free);

        _memory.Protect(watched, MemoryProtection.ReadWrite);
        watch.Collect();
        Heard();
        Kernel.At(Pages(9, 9).Start) = 1; // whoever had its half keeps it
        Kernel.At(Pages(1, 1).Start) = 1;
        Assert.Equal(1, watch.Collect());
        Assert.Equal(1, other.Collect());
    }

    [Fact]
    public void Where_the_system_call_is_refused_the_exception_says_what_to_do()
    {
        const ulong Flags = 0x80801;
        var exception = Assert.Throws<PlatformNotSupportedException>(() => RefusedCall.Run("userfaultfd", Flags, () => new ForeignMappings(_space).Dispose(), error: 1));
        Assert.Contains("forbids it. Allow the system call.", exception.Message, StringComparison.Ordinal);
    }

    private static void Pass(ManualResetEventSlim isThere, ManualResetEventSlim mayGo)
    {
        isThere.Set();
        mayGo.Wait(s_long);
    }

    private static Thread Start(Action action)
    {
        var thread = new Thread(() => action()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static void Elsewhere(Action action) => Assert.True(Start(action).Join(s_long));

    private ForeignMappings Listen(MappedMemory? memory = null)
    {
        NeedsEvents();
        var foreign = new ForeignMappings(_space);
        foreign.Register(memory ?? _memory);
        Heard();
        return foreign;
    }

    private (InvalidationEvent Event, AddressRange Range)[] Heard() => [.. _witness.Take().Select(sighting => (sighting.Event, sighting.Range))];

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);
}
