using NotifierSdk.Runtime.Tests.Oracle;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 3: the reference itself, race by race. Every step is a call, so the order of each race is the order of the lines.</summary>
public class Section3KernelAlgorithmTests
{
    private static readonly AddressRange s_page = AddressRange.FromLength(0, 0x1000);
    private static readonly AddressRange s_elsewhere = AddressRange.FromLength(0x10000, 0x1000);

    private readonly KernelSpace _space = new();
    private readonly List<KernelNotifier> _called = [];

    [Fact]
    public void An_idle_insert_takes_effect_at_once()
    {
        var notifier = Insert(s_page);
        Assert.True(CanRead(notifier, out _));
        Assert.True(_space.TryBegin(s_page, isBlockable: true, _called));
        Assert.Equal([notifier], _called);
    }

    [Fact]
    public void A_reader_of_a_hit_notifier_waits_for_the_end_of_every_invalidation()
    {
        var notifier = Insert(s_page);
        _space.TryBegin(s_page, true);
        _space.TryBegin(s_elsewhere, true);
        _space.End();
        Assert.False(CanRead(notifier, out _));
        _space.End();
        Assert.True(CanRead(notifier, out _));
    }

    [Fact]
    public void A_token_from_before_the_hit_must_retry_and_one_of_another_notifier_must_not()
    {
        var (hit, other) = (Insert(s_page), Insert(s_elsewhere));
        Assert.True(CanRead(hit, out var token) & CanRead(other, out var otherToken));
        _space.TryBegin(s_page, true);
        Assert.True(_space.ReadRetry(hit, token));
        Assert.False(_space.ReadRetry(other, otherToken));
    }

    [Fact]
    public void An_insert_during_an_invalidation_of_nobody_freezes_the_tree_and_its_reader_waits()
    {
        _space.TryBegin(s_elsewhere, true);
        var notifier = Insert(s_page);
        Assert.False(_space.IsDeferred(notifier));
        Assert.False(CanRead(notifier, out _));
        _space.End();
        Assert.True(CanRead(notifier, out _));
    }

    [Fact]
    public void An_insert_into_a_frozen_tree_takes_effect_when_the_last_invalidation_has_ended()
    {
        Insert(s_elsewhere);
        _space.TryBegin(s_elsewhere, true);
        var notifier = Insert(s_page);
        Assert.True(_space.IsDeferred(notifier));
        _space.TryBegin(s_page, true, _called);
        Assert.Empty(_called);
        _space.End();
        Assert.False(CanRead(notifier, out _));
        _space.End();
        Assert.True(CanRead(notifier, out _));
        _space.TryBegin(s_page, true, _called);
        Assert.Equal([notifier], _called);
    }

    [Fact]
    public void Removing_a_deferred_insert_cancels_it_without_waiting()
    {
        Insert(s_elsewhere);
        _space.TryBegin(s_elsewhere, true);
        var notifier = Insert(s_page);
        _space.BeginRemove(notifier);
        Assert.True(_space.IsRemoved(notifier));
        _space.End();
        _space.TryBegin(s_page, true, _called);
        Assert.Empty(_called);
    }

    [Fact]
    public void Removing_from_a_frozen_tree_waits_for_the_thaw()
    {
        var notifier = Insert(s_page);
        _space.TryBegin(s_page, true);
        _space.BeginRemove(notifier);
        Assert.False(_space.IsRemoved(notifier));
        _space.End();
        Assert.True(_space.IsRemoved(notifier));
    }

    [Fact]
    public void A_refusal_stops_the_walk_and_ends_the_invalidation()
    {
        var before = Insert(AddressRange.FromBounds(0, 9));
        var refusing = new KernelNotifier(AddressRange.FromBounds(5, 9), (_, isBlockable) => isBlockable);
        _space.Insert(refusing);
        var after = Insert(AddressRange.FromBounds(7, 9));
        Assert.False(_space.TryBegin(AddressRange.FromBounds(8, 8), isBlockable: false, _called));
        Assert.Equal([before, refusing], _called);
        Assert.True(CanRead(before, out _) && CanRead(refusing, out _) && CanRead(after, out _));
        Assert.True(_space.TryBegin(AddressRange.FromBounds(8, 8), isBlockable: true));
    }

    private KernelNotifier Insert(AddressRange range)
    {
        var notifier = new KernelNotifier(range, (_, _) => true);
        _space.Insert(notifier);
        return notifier;
    }

    private bool CanRead(KernelNotifier notifier, out ulong token) => _space.TryReadBegin(notifier, TimeSpan.Zero, out token);
}
