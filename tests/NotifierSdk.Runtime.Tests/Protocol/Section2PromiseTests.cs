using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 2: the cycle of a fault, the callback, and what a callback may and may not do.</summary>
public sealed class Section2PromiseTests : IDisposable
{
    private readonly AddressSpace _space = new("promise");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void A_token_that_nothing_collided_with_need_not_retry()
    {
        var driver = Insert(Page(1));
        var token = driver.ReadBegin(Page(1));
        _space.BeginInvalidate(Page(2), InvalidationEvent.Unmap).Dispose();
        Assert.False(driver.ReadRetry(token));
        Assert.False(driver.CheckRetry(token));
    }

    [Fact]
    public void An_invalidation_in_between_makes_the_token_retry_for_ever()
    {
        var driver = Insert(Page(1));
        var token = driver.ReadBegin();
        _space.BeginInvalidate(Pages(0, 5), InvalidationEvent.Unmap).Dispose();
        Assert.True(driver.ReadRetry(token));
        Assert.True(driver.CheckRetry(token));
        Assert.False(driver.ReadRetry(driver.ReadBegin()));
        Assert.True(driver.ReadRetry(token));
    }

    [Fact]
    public void A_callback_sees_the_whole_range_the_event_and_the_owner()
    {
        var owner = new object();
        var driver = Insert(Pages(2, 3));
        using (_space.BeginInvalidate(Pages(0, 9), InvalidationEvent.Migrate, owner))
        {
            var seen = Assert.Single(driver.Invalidations);
            Assert.Equal((Pages(0, 9), InvalidationEvent.Migrate, true), (seen.Range, seen.Event, seen.IsBlockable));
            Assert.Same(owner, seen.Owner);
        }
    }

    [Fact]
    public void A_change_that_a_driver_ignores_makes_no_token_retry()
    {
        var driver = new IgnoringDriver();
        _space.Insert(driver, Page(1));
        var token = driver.ReadBegin();
        _space.BeginInvalidate(Page(1), InvalidationEvent.SoftDirty).Dispose();
        Assert.False(driver.ReadRetry(token));
    }

    [Fact]
    public void A_default_token_is_refused()
    {
        var driver = Insert(Page(1));
        Assert.Throws<ArgumentException>(() => driver.ReadRetry(default));
        Assert.Throws<ArgumentException>(() => driver.CheckRetry(default));
        Assert.Throws<InvalidOperationException>(() => default(ReadSection).HasCollided);
    }

    [Fact]
    public void A_token_of_another_notifier_always_collides()
    {
        var (one, other) = (Insert(Page(1)), Insert(Page(1)));
        Assert.True(one.ReadRetry(other.ReadBegin()));
    }

    [Fact]
    public void Only_a_sequence_of_an_invalidation_can_be_saved()
    {
        var driver = Insert(Page(1));
        Exception? thrown = null;
        driver.InCallback = _ =>
        {
            thrown = Record.Exception(() => new Saver().Save(default));
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Contains("names no invalidation", Assert.IsType<ArgumentException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_blockable_invalidation_is_reported_and_treated_as_accepted()
    {
        var driver = Insert(Page(1));
        driver.InCallback = _ => false;
        var errors = new List<AddressSpaceErrorEventArgs>();
        _space.Error += (_, error) => errors.Add(error);
        using (_space.BeginInvalidate(Page(1), InvalidationEvent.Unmap))
        {
        }

        var reported = Assert.Single(errors);
        Assert.Same(driver, reported.Notifier);
        Assert.Contains("refused a blockable invalidation", reported.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_wait_for_the_callback_itself_throws_in_a_callback()
    {
        var driver = Insert(Page(1));
        var forbidden = new Dictionary<string, Action>
        {
            ["Remove"] = driver.Remove,
            ["ReadBegin"] = () => driver.ReadBegin(),
            ["BeginInvalidate"] = () => _space.BeginInvalidate(Page(7), InvalidationEvent.Unmap).Dispose(),
            ["TryBeginInvalidate"] = () => _space.TryBeginInvalidate(Page(7), InvalidationEvent.Unmap, out _),
            ["WaitRangeValid"] = () => _space.WaitRangeValid(Page(7)),
            ["Dispose"] = _space.Dispose,
        };
        var thrown = new Dictionary<string, Exception?>();
        driver.InCallback = _ =>
        {
            foreach (var (name, call) in forbidden)
                thrown[name] = Record.Exception(call);
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();

        Assert.Equal(forbidden.Keys.Order(), thrown.Keys.Order());
        Assert.All(thrown, call => Assert.Contains("in an invalidation callback", Assert.IsType<InvalidOperationException>(call.Value).Message, StringComparison.Ordinal));
        Assert.True(driver.IsInserted);
        Assert.False(_space.IsReleased);
    }

    [Fact]
    public void The_same_calls_are_legal_in_a_callback_of_another_space()
    {
        using var other = new AddressSpace("other");
        var follower = new RecordingDriver("follower");
        other.Insert(follower, Page(1));
        var driver = Insert(Page(1));
        driver.InCallback = _ =>
        {
            other.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
            follower.Remove();
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal([InvalidationEvent.Unmap, InvalidationEvent.Removed], follower.Invalidations.Select(seen => seen.Event));
        Assert.False(follower.IsInserted);
    }

    [Fact]
    public void A_callback_inside_a_callback_of_another_space_is_in_both_and_the_outer_one_goes_on_behind_it()
    {
        using var other = new AddressSpace("other");
        var inner = new RecordingDriver("inner");
        other.Insert(inner, Page(1));
        var outer = Insert(Page(1));
        var neighbour = Insert(Page(2));
        Exception? inBoth = null, behind = null;
        ReadToken readable = default;
        inner.InCallback = _ =>
        {
            inBoth = Record.Exception(() => neighbour.ReadBegin());
            return true;
        };
        outer.InCallback = _ =>
        {
            other.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
            readable = inner.ReadBegin();
            behind = Record.Exception(() => neighbour.ReadBegin());
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();

        Assert.All([inBoth, behind], thrown => Assert.Contains("callback of the address space 'promise'", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal));
        Assert.False(inner.ReadRetry(readable));
        Assert.False(neighbour.ReadRetry(neighbour.ReadBegin()));
    }

    [Fact]
    public void A_callback_that_throws_vetoes_the_change_and_the_others_are_called_all_the_same()
    {
        var (first, second) = (Insert(Page(1)), Insert(Page(1)));
        first.InCallback = _ => throw new InvalidOperationException("broken shadow");
        var exception = Assert.Throws<AggregateException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        Assert.Contains("must not go ahead", exception.Message, StringComparison.Ordinal);
        Assert.Equal("broken shadow", Assert.Single(exception.InnerExceptions).InnerException!.Message);
        Assert.Single(second.Invalidations);
        Assert.True(_space.IsRangeValid(AddressRange.All));
        // Nothing is open: both can be read and removed at once.
        second.ReadBegin(TimeSpan.Zero);
        first.Remove(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Where_the_source_cannot_veto_the_notifier_has_failed_and_the_change_goes_on()
    {
        var driver = Insert(Page(1));
        var errors = new List<AddressSpaceErrorEventArgs>();
        _space.Error += (_, error) => errors.Add(error);
        var token = driver.ReadBegin();
        driver.InCallback = _ => throw new InvalidOperationException("broken shadow");
        using (_space.BeginInvalidate(Page(1), InvalidationEvent.Unmap, null, InvalidationSource.CannotVeto))
        {
        }

        Assert.Equal("broken shadow", Assert.Single(errors).Exception!.Message);
        Assert.True(driver.ReadRetry(token));
        Assert.Contains("has failed", Assert.Throws<InvalidOperationException>(() => driver.ReadBegin()).Message, StringComparison.Ordinal);
        driver.InCallback = null;
        driver.Remove();
        _space.Insert(driver, Page(1));
        Assert.False(driver.ReadRetry(driver.ReadBegin()));
    }

    [Fact]
    public void A_notifier_without_a_callback_says_so()
    {
        _space.Insert(new Saver(), Page(1));
        var exception = Assert.Throws<AggregateException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        Assert.Contains("has no invalidation callback", exception.InnerExceptions[0].InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_but_release_and_removed_is_announced_and_arrives()
    {
        var driver = Insert(Page(1));
        var events = Enum.GetValues<InvalidationEvent>().Except([InvalidationEvent.Release, InvalidationEvent.Removed]).ToList();
        foreach (var @event in events)
            _space.BeginInvalidate(Page(1), @event).Dispose();
        Assert.Equal(events, driver.Invalidations.Select(seen => seen.Event));
        Assert.Contains(InvalidationEvent.Write, events);
    }

    [Theory]
    [InlineData(InvalidationEvent.Release)]
    [InlineData(InvalidationEvent.Removed)]
    public void Only_the_space_itself_sends_a_release_or_a_removal(InvalidationEvent @event)
    {
        var exception = Assert.Throws<ArgumentException>(nameof(@event), () => _space.BeginInvalidate(Page(1), @event).Dispose());
        Assert.StartsWith($"{@event} is sent by the address space itself. Announce the change with another event.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((InvalidationEvent)(-1))]
    [InlineData(InvalidationEvent.Removed + 1)]
    [InlineData((InvalidationEvent)99)]
    public void Only_known_events_are_sent(InvalidationEvent @event) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(@event), () => _space.BeginInvalidate(Page(1), @event).Dispose());

    private RecordingDriver Insert(AddressRange range)
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, range);
        return driver;
    }

    private sealed class IgnoringDriver : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation) => true;
    }

    private sealed class Saver : IntervalNotifier
    {
        internal void Save(InvalidationSequence sequence) => SetSeq(sequence);
    }
}
