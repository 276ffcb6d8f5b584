namespace NotifierSdk.Linux.Tests;

/// <summary>What counts as a write, and what a collect announces. Each test that needs the kernel's watch says so where the kernel has none.</summary>
public sealed class WriteWatchTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly MemoryFile _file = MemoryFile.Create("write watch tests", 16 * Kernel.Page);
    private readonly MappedMemory _memory;
    private readonly Witness _witness;
    private Action<Invalidation>? _reaction;

    public WriteWatchTests()
    {
        _memory = BelowRoom.Map(() => MappedMemory.Map(_space, 16 * Kernel.Page));
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

    /// <summary>Skips the test, and says why, where the kernel cannot watch.</summary>
    internal static void NeedsWatch() => Assert.SkipUnless(WriteWatch.IsSupported(out var obstacle), obstacle ?? "");

    [Fact]
    public void Starting_to_watch_announces_the_range_for_what_was_written_before()
    {
        NeedsWatch();
        using var watch = _memory.WatchWrites(Pages(2, 5));
        Assert.Equal([new Sighting(InvalidationEvent.Write, Pages(2, 5), WasMapped: true)], Taken());
        Assert.Equal(0, watch.Collect());
        Assert.Empty(Taken());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_run_of_written_pages_is_announced_once(bool isShared)
    {
        using var watch = Watch(isShared);
        Write(1, 1);
        Write(2, 1);
        Write(7, 1);
        Assert.Equal(3, watch.Collect());
        Assert.Equal([Pages(1, 2), Pages(7, 7)], Taken().Select(sighting => sighting.Range));
        Assert.Equal(0, watch.Collect());
        Write(2, 2);
        Assert.Equal(1, watch.Collect());
        Assert.Equal([new Sighting(InvalidationEvent.Write, Pages(2, 2), WasMapped: true)], Taken());
        Assert.True(_witness.IsAtRest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_is_no_write_also_of_pages_that_nobody_had_touched(bool isShared)
    {
        using var watch = Watch(isShared);
        for (var page = 0; page < 16; page++)
            Assert.Equal(0, Kernel.At(Pages(page, page).Start));
        Assert.Equal(0, watch.Collect());
    }

    [Fact]
    public void A_write_during_the_announcement_is_announced_by_the_next_collect()
    {
        using var watch = Watch();
        Write(3, 1);
        _reaction = _ => Write(3, 2);
        Assert.Equal(1, watch.Collect());
        _reaction = null;
        Taken();
        Assert.Equal(1, watch.Collect());
        Assert.Equal([Pages(3, 3)], Taken().Select(sighting => sighting.Range));
    }

    [Fact]
    public void What_the_kernel_writes_for_a_system_call_counts()
    {
        using var watch = Watch();
        using var zeroes = File.OpenHandle("/dev/zero");
        using var stream = new FileStream(zeroes, FileAccess.Read);
        stream.ReadExactly(_memory.AsSpan(Pages(4, 5)));
        Assert.Equal(2, watch.Collect());
        Assert.Equal([Pages(4, 5)], Taken().Select(sighting => sighting.Range));
    }

    [Fact]
    public void Pages_that_came_later_are_watched_and_they_alone_are_announced()
    {
        using var watch = Watch();
        _memory.Replace(Pages(1, 1));
        _memory.Replace(Pages(2, 2), _file, 0);
        _memory.Unmap(Pages(3, 4));
        _memory.Fill(Pages(3, 3), _file, Kernel.Page);
        _memory.FillOrReplace(Pages(4, 4));
        Taken();
        Assert.Equal(0, watch.Collect());
        foreach (var page in new[] { 1, 2, 3, 4 })
        {
            Write(page, 5);
            Assert.Equal(1, watch.Collect());
            Assert.Equal([Pages(page, page)], Taken().Select(sighting => sighting.Range));
        }
    }

    [Fact]
    public void A_page_that_moved_within_the_range_is_watched_and_no_write_beside_it_is_lost()
    {
        using var watch = Watch();
        _memory.Move(Pages(8, 8), Pages(5, 5).Start); // kernel 6.18 merges it with the pages around, and then unregisters all of them
        Write(6, 1);
        Taken();
        watch.Collect();
        Assert.Contains(Taken(), sighting => sighting.Range.Contains(Pages(6, 6)));
        Assert.Equal(0, watch.Collect());
        Write(5, 2);
        Write(12, 2);
        Assert.Equal(2, watch.Collect());
        Assert.Equal([Pages(5, 5), Pages(12, 12)], Taken().Select(sighting => sighting.Range));
    }

    [Fact]
    public void Pages_that_were_protected_and_allowed_again_are_still_watched()
    {
        using var watch = Watch();
        _memory.Protect(Pages(1, 2), MemoryProtection.Read);
        _memory.Protect(Pages(1, 2), MemoryProtection.ReadWrite);
        Assert.Equal(0, watch.Collect());
        Write(2, 1);
        Assert.Equal(1, watch.Collect());
    }

    [Fact]
    public void Discarded_contents_count_as_written()
    {
        using var watch = Watch();
        Write(6, 1);
        watch.Collect();
        _memory.Discard(Pages(6, 6));
        Assert.Equal(1, watch.Collect());
        Write(6, 2);
        Assert.Equal(1, watch.Collect());
    }

    [Fact]
    public void What_somebody_else_mapped_over_the_range_is_announced_and_watched_from_then_on()
    {
        using var watch = Watch();
        Write(9, 1);
        Kernel.MapOver(Pages(5, 5));
        Taken();
        watch.Collect();
        Assert.Equal([_memory.Range], Taken().Select(sighting => sighting.Range)); // in doubt, so all of the mapping, and with it page 9
        Assert.Equal(0, watch.Collect());
        Write(5, 1);
        Assert.Equal(1, watch.Collect());
    }

    [Fact]
    public void More_runs_than_one_scan_holds_are_all_announced()
    {
        NeedsWatch();
        using var memory = MappedMemory.Map(_space, 4096 * Kernel.Page);
        var witness = new Witness();
        using var watch = memory.WatchWrites(memory.Range);
        _space.Insert(witness, memory.Range);
        for (var page = 0; page < 4096; page += 2)
            Kernel.At(memory.Range.Start + (ulong)page * Kernel.Page) = 1;
        Assert.Equal(2048, watch.Collect());
        Assert.Equal(Enumerable.Range(0, 2048).Select(run => MappedMemoryTests.PagesOf(memory, 2 * run, 2 * run)), witness.Sightings.Select(sighting => sighting.Range));
        Assert.Equal(0, watch.Collect());
        witness.Remove();
    }

    [Fact]
    public void A_callback_that_throws_fails_its_notifier_and_the_other_writes_are_announced()
    {
        using var watch = Watch();
        Write(1, 1);
        Write(3, 1);
        var failing = new Witness { Reaction = _ => throw new InvalidOperationException("no") };
        _space.Insert(failing, Pages(1, 1));
        Assert.Equal(2, watch.Collect());
        Assert.Equal([Pages(1, 1), Pages(3, 3)], Taken().Select(sighting => sighting.Range));
        failing.Remove();
    }

    [Fact]
    public void What_could_not_be_announced_in_a_callback_is_announced_by_the_next_collect()
    {
        using var watch = Watch();
        Write(1, 1);
        Exception? thrown = null;
        _reaction = _ => thrown ??= Record.Exception(() => watch.Collect());
        _memory.Discard(Pages(9, 9));
        _reaction = null;
        Assert.IsType<InvalidOperationException>(thrown);
        Taken();
        Assert.Equal(2, watch.Collect()); // page 1, and page 9, whose contents went
        Assert.Contains(Pages(1, 1), Taken().Select(sighting => sighting.Range));
    }

    [Fact]
    public void A_driver_can_ignore_what_it_announces_itself()
    {
        var heard = new List<object?>();
        using var watch = Watch();
        _reaction = invalidation => heard.Add(invalidation.Owner);
        Write(1, 1);
        watch.Collect(this);
        Assert.Same(this, Assert.Single(heard));
    }

    [Fact]
    public void Overlapping_watches_and_odd_ranges_are_refused()
    {
        NeedsWatch();
        using var watch = _memory.WatchWrites(Pages(2, 3));
        Assert.Contains($"{Pages(2, 3)} is watched already", Assert.Throws<InvalidOperationException>(() => _memory.WatchWrites(Pages(3, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.WatchWrites(AddressRange.FromLength(_memory.Range.Start, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.WatchWrites(Pages(15, 16)));
        watch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => watch.Collect());
        using var next = _memory.WatchWrites(Pages(3, 4));
    }

    [Fact]
    public void A_watch_may_outlive_its_memory()
    {
        NeedsWatch();
        var memory = MappedMemory.Map(_space, Kernel.Page);
        using var watch = memory.WatchWrites(memory.Range);
        memory.Dispose();
        Assert.Equal(0, watch.Collect());
    }

    [Theory]
    [InlineData(1, "forbids it")]
    [InlineData(38, "CONFIG_USERFAULTFD")]
    public void Where_the_system_call_is_refused_the_exception_says_what_to_do(int error, string remedy)
    {
        const ulong Flags = 0x80801;
        var exception = Assert.Throws<PlatformNotSupportedException>(() => RefusedCall.Run("userfaultfd", Flags, () => _memory.WatchWrites(_memory.Range), error));
        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_witness.Sightings);
    }

    private WriteWatch Watch(bool isShared = false)
    {
        NeedsWatch();
        if (isShared)
            _memory.Replace(_memory.Range, _file, 0);
        var watch = _memory.WatchWrites(_memory.Range);
        Taken();
        return watch;
    }

    private Sighting[] Taken() => _witness.Take();

    private void Write(int page, byte value) => Kernel.At(Pages(page, page).Start + 17) = value;

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);
}
