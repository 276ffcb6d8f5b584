namespace NotifierSdk.Linux.Tests;

/// <summary>What the caller of a change may choose: event and owner, and not to wait.</summary>
public sealed class AnnouncementTests : IDisposable
{
    private readonly AddressSpace _space = new();
    private readonly AddressSpace _otherSpace = new();
    private readonly MemoryFile _file = MemoryFile.Create("announcement tests", 8 * Kernel.Page);
    private readonly MappedMemory _memory, _other;
    private readonly Witness _witness, _otherWitness;
    private readonly List<object?> _owners = [];

    public AnnouncementTests()
    {
        _memory = BelowRoom.Map(() => MappedMemory.Map(_space, 8 * Kernel.Page));
        _other = BelowRoom.Map(() => MappedMemory.Map(_otherSpace, 8 * Kernel.Page));
        _witness = new Witness { Reaction = invalidation => _owners.Add(invalidation.Owner) };
        _otherWitness = new Witness { Reaction = invalidation => _owners.Add(invalidation.Owner) };
        _space.Insert(_witness, _memory.Range);
        _otherSpace.Insert(_otherWitness, _other.Range);
    }

    public void Dispose()
    {
        _witness.Remove();
        _otherWitness.Remove();
        _memory.Dispose();
        _other.Dispose();
        _file.Dispose();
        _space.Dispose();
        _otherSpace.Dispose();
    }

    public static TheoryData<string> Changes =>
        [nameof(MappedMemory.Unmap), nameof(MappedMemory.Protect), nameof(MappedMemory.Discard), nameof(MappedMemory.DiscardLazily), nameof(MappedMemory.Replace), "ReplaceWithFile", nameof(MappedMemory.FillOrReplace), nameof(MappedMemory.Move), "MoveElsewhere", "MoveOver"];

    public static TheoryData<string> TryChanges =>
        [nameof(MappedMemory.TryUnmap), nameof(MappedMemory.TryProtect), nameof(MappedMemory.TryDiscard), nameof(MappedMemory.TryReplace), "TryReplaceWithFile", nameof(MappedMemory.TryMove), "TryMoveWithin"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Each_change_is_announced_with_the_event_and_the_owner_that_the_caller_chose(string change)
    {
        var owner = new object();
        Make(change, Pages(1, 2), InvalidationEvent.Migrate, owner);
        var sightings = _witness.Sightings.Concat(_otherWitness.Sightings).ToArray();
        Assert.All(sightings, sighting => Assert.Equal((InvalidationEvent.Migrate, true), (sighting.Event, sighting.WasMapped)));
        Assert.Equal(Pages(1, 2), sightings[0].Range);
        Assert.All(_owners, heard => Assert.Same(owner, heard));
        Assert.Equal(sightings.Length, _owners.Count);
        Assert.True(_witness.IsAtRest);
        Assert.True(_otherWitness.IsAtRest);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void An_event_that_only_the_space_sends_is_refused_before_anything_changes(string change)
    {
        Assert.Throws<ArgumentException>(() => Make(change, Pages(1, 2), InvalidationEvent.Release, null));
        Assert.Equal([_memory.Range], _memory.MappedRanges);
        Assert.Empty(_witness.Sightings);
    }

    [Theory]
    [MemberData(nameof(TryChanges))]
    public void A_try_is_made_where_nobody_has_to_wait(string change)
    {
        var owner = new object();
        Assert.True(Try(change, InvalidationEvent.Migrate, owner));
        Assert.Equal(InvalidationEvent.Migrate, _witness.Sightings[0].Event);
        Assert.All(_owners, heard => Assert.Same(owner, heard));
        Assert.True(_witness.IsAtRest);
    }

    [Theory]
    [MemberData(nameof(TryChanges))]
    public void A_try_changes_nothing_where_a_notifier_would_have_to_wait(string change)
    {
        _memory.AsSpan(_memory.Range).Fill(3);
        _witness.IsBusy = true;
        Assert.False(Try(change));
        AssertUnchanged();
        _witness.IsBusy = false;
        Assert.True(Try(change));
    }

    [Fact]
    public void A_try_to_move_changes_nothing_where_the_target_would_have_to_wait()
    {
        _memory.AsSpan(_memory.Range).Fill(3);
        _otherWitness.IsBusy = true;
        Assert.False(Try(nameof(MappedMemory.TryMove)));
        AssertUnchanged();
        Assert.Equal(0, _other.AsReadOnlySpan(_other.Range)[0]);
    }

    [Theory]
    [MemberData(nameof(TryChanges))]
    public void A_try_does_not_wait_for_another_change(string change)
    {
        using var isInside = new ManualResetEventSlim();
        using var mayGo = new ManualResetEventSlim();
        var slow = new Witness { Reaction = WaitInside };
        _space.Insert(slow, Pages(7, 7));
        var thread = new Thread(() => _memory.Discard(Pages(7, 7)));
        thread.Start();
        isInside.Wait();
        Assert.False(Try(change));
        mayGo.Set();
        thread.Join();
        slow.Remove();
        Assert.True(Try(change));

        void WaitInside(Invalidation invalidation)
        {
            isInside.Set();
            mayGo.Wait();
        }
    }

    [Fact]
    public void Pages_move_to_another_memory_and_both_spaces_are_told()
    {
        _memory.AsSpan(Pages(1, 2)).Fill(12);
        _other.AsSpan(_other.Range).Fill(99);
        _memory.Move(Pages(1, 2), _other, OtherPages(4, 4).Start);
        Assert.Equal(Pages(1, 2), Assert.Single(_witness.Sightings).Range);
        Assert.Equal(OtherPages(4, 5), Assert.Single(_otherWitness.Sightings).Range);
        Assert.Equal([Pages(0, 0), Pages(3, 7)], _memory.MappedRanges);
        Assert.Equal(-1, _other.AsReadOnlySpan(OtherPages(4, 5)).IndexOfAnyExcept((byte)12));
        Assert.Equal(99, _other.AsReadOnlySpan(OtherPages(6, 6))[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _memory.Move(Pages(3, 4), _other, OtherPages(7, 7).Start)); // reaches beyond
    }

    [Fact]
    public void Moves_in_opposite_directions_at_once_do_not_lock_each_other_out()
    {
        var threads = new[] { new Thread(() => MoveBackAndForth(_memory, _other)), new Thread(() => MoveBackAndForth(_other, _memory)) };
        foreach (var thread in threads)
            thread.Start();
        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromMinutes(1))));
        Assert.Equal([_memory.Range], _memory.MappedRanges);
        Assert.Equal([_other.Range], _other.MappedRanges);

        static void MoveBackAndForth(MappedMemory from, MappedMemory to)
        {
            var page = from.Id < to.Id ? 1 : 3; // each thread its own pages
            for (var round = 0; round < 200; round++)
            {
                from.Move(MappedMemoryTests.PagesOf(from, page, page), to, MappedMemoryTests.PagesOf(to, page, page).Start);
                from.FillOrReplace(MappedMemoryTests.PagesOf(from, page, page));
            }
        }
    }

    private void AssertUnchanged()
    {
        Assert.Equal([_memory.Range], _memory.MappedRanges);
        Assert.Equal(-1, _memory.AsReadOnlySpan(_memory.Range).IndexOfAnyExcept((byte)3));
        Assert.True(_witness.IsAtRest);
        Assert.True(_otherWitness.IsAtRest);
    }

    private AddressRange Pages(int first, int last) => MappedMemoryTests.PagesOf(_memory, first, last);

    private AddressRange OtherPages(int first, int last) => MappedMemoryTests.PagesOf(_other, first, last);

    private bool Try(string change, InvalidationEvent? chosen = null, object? owner = null)
    {
        var range = Pages(1, 2);
        var @event = chosen ?? InvalidationEvent.Unmap;
        return change switch
        {
            nameof(MappedMemory.TryUnmap) => _memory.TryUnmap(range, @event, owner),
            nameof(MappedMemory.TryProtect) => _memory.TryProtect(range, MemoryProtection.Read, @event, owner),
            nameof(MappedMemory.TryDiscard) => _memory.TryDiscard(range, @event, owner),
            nameof(MappedMemory.TryReplace) => _memory.TryReplace(range, @event: @event, owner: owner),
            "TryReplaceWithFile" => _memory.TryReplace(range, _file, 0, @event: @event, owner: owner),
            nameof(MappedMemory.TryMove) => _memory.TryMove(range, _other, OtherPages(0, 0).Start, @event, owner),
            _ => _memory.TryMove(range, _memory, Pages(4, 4).Start, @event, owner),
        };
    }

    private void Make(string change, AddressRange range, InvalidationEvent @event, object? owner)
    {
        switch (change)
        {
            case nameof(MappedMemory.Unmap):
                _memory.Unmap(range, @event, owner);
                break;
            case nameof(MappedMemory.Protect):
                _memory.Protect(range, MemoryProtection.Read, @event, owner);
                break;
            case nameof(MappedMemory.Discard):
                _memory.Discard(range, @event, owner);
                break;
            case nameof(MappedMemory.DiscardLazily):
                _memory.DiscardLazily(range, @event, owner);
                break;
            case nameof(MappedMemory.Replace):
                _memory.Replace(range, @event: @event, owner: owner);
                break;
            case "ReplaceWithFile":
                _memory.Replace(range, _file, 0, @event: @event, owner: owner);
                break;
            case nameof(MappedMemory.FillOrReplace):
                _memory.FillOrReplace(range, @event: @event, owner: owner);
                break;
            case nameof(MappedMemory.Move):
                _memory.Move(range, Pages(5, 5).Start, @event, owner);
                break;
            case "MoveElsewhere":
                _memory.Move(range, @event, owner).Dispose();
                break;
            default:
                _memory.Move(range, _other, OtherPages(5, 5).Start, @event, owner);
                break;
        }
    }
}
