using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 8: subscribers to the whole space.</summary>
public sealed class Section8RangeNotifierTests : IDisposable
{
    private readonly AddressSpace _space = new("range notifiers");
    private readonly List<string> _steps = [];

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Interval_callbacks_run_before_starts_and_the_interval_side_ends_before_ends_newest_first()
    {
        var driver = new RecordingDriver { InCallback = _ => { _steps.Add("interval"); return true; } };
        _space.Insert(driver, Page(1));
        Register("old");
        Register("new").InEnd = () =>
        {
            Assert.True(_space.IsRangeValid(Page(1)));
            _steps.Add("valid");
        };
        using (_space.BeginInvalidate(Page(1), InvalidationEvent.Clear))
            _steps.Add("change");
        Assert.Equal(["interval", "start new", "start old", "change", "end new", "valid", "end old"], _steps);
    }

    [Fact]
    public void A_start_and_its_end_see_the_same_invalidation()
    {
        var owner = new object();
        var subscriber = Register("a");
        _space.BeginInvalidate(Pages(3, 4), InvalidationEvent.Migrate, owner).Dispose();
        Assert.All(subscriber.Seen, seen => Assert.Equal((Pages(3, 4), InvalidationEvent.Migrate, owner), (seen.Range, seen.Event, seen.Owner)));
        Assert.Equal(2, subscriber.Seen.Count);
    }

    [Fact]
    public void If_an_interval_notifier_refuses_no_range_notifier_is_called()
    {
        _space.Insert(new RecordingDriver { InCallback = invalidation => invalidation.IsBlockable }, Page(1));
        Register("a");
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out _));
        Assert.Empty(_steps);
    }

    [Fact]
    public void After_one_refused_all_starts_are_called_then_the_ends_of_those_that_accepted_and_nothing_stays_open()
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, Page(1));
        Register("a");
        Register("b", RangeNotifierKind.Start).Refuses = true;
        Register("c");
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out _));
        Assert.Equal(["start c", "refuse b", "start a", "end c", "end a"], _steps);
        Assert.True(_space.IsRangeValid(AddressRange.All));
        driver.ReadBegin(TimeSpan.Zero);
        driver.Remove(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_refusal_of_a_blockable_start_is_reported_and_treated_as_accepted()
    {
        var messages = Messages();
        Register("a", RangeNotifierKind.Start).Refuses = true;
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Contains("refused a blockable invalidation", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_subscriber_with_ends_that_refuses_is_reported()
    {
        var messages = Messages();
        Register("a").Refuses = true;
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Unmap, out _));
        Assert.Contains("and has ends", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_throws_vetoes_and_the_ends_of_the_others_run()
    {
        Register("a");
        Register("b").InStart = () => throw new InvalidOperationException("broken");
        var exception = Assert.Throws<AggregateException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        Assert.Equal("broken", Assert.Single(exception.InnerExceptions).InnerException!.Message);
        Assert.Equal(["start b", "start a", "end a"], _steps);
    }

    [Fact]
    public void An_end_that_throws_is_reported_and_the_other_ends_run()
    {
        var messages = Messages();
        Register("a");
        Register("b").InEnd = () => throw new InvalidOperationException("broken");
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(["start b", "start a", "end b", "end a"], _steps);
        Assert.Contains("end callback of b threw", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_returns_after_the_invalidations_that_ran_and_those_send_no_end()
    {
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        var subscriber = new Subscriber("a", RangeNotifierKind.StartAndEnd, _steps);
        var registering = OwnThread.Run(() => _space.Register(subscriber));
        // It waits, and is told of what begins meanwhile: the first that it can be told of comes soon.
        while (_steps.Count == 0 && !registering.IsCompleted)
            _space.BeginInvalidate(Page(2), InvalidationEvent.Unmap).Dispose();
        Assert.False(registering.IsCompleted);
        running.End();
        await registering;
        Assert.Equal(["start a", "end a"], _steps);
    }

    [Fact]
    public async Task Unregister_waits_for_the_end_that_is_owed_and_runs_release_once()
    {
        var subscriber = Register("a");
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        var released = new TaskCompletionSource();
        subscriber.InRelease = released.SetResult;
        var unregistering = OwnThread.Run(() => _space.Unregister(subscriber));
        await released.Task;
        Assert.False(unregistering.IsCompleted);
        running.End();
        await unregistering;
        Assert.Equal(["start a", "release a", "end a"], _steps);
        Assert.False(subscriber.IsRegistered);
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(3, _steps.Count);
        Assert.Throws<InvalidOperationException>(() => _space.Unregister(subscriber));
    }

    [Fact]
    public void No_change_can_be_announced_in_a_callback_that_runs_outside_every_scope()
    {
        var subscriber = Register("a");
        InvalidOperationException? thrown = null;
        subscriber.InRelease = () => thrown = Assert.Throws<InvalidOperationException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        _space.Unregister(subscriber);
        Assert.NotNull(thrown);
    }

    [Fact]
    public void Release_runs_once_whoever_comes_first()
    {
        var subscriber = Register("a");
        _space.Dispose();
        Assert.Equal(["start a", "end a", "release a"], _steps);
        _space.Unregister(subscriber);
        Assert.Equal(1, _steps.Count(step => step == "release a"));
        Assert.Throws<ObjectDisposedException>(() => _space.Register(new Subscriber("b", RangeNotifierKind.Start, _steps)));
    }

    [Fact]
    public void A_subscriber_is_registered_once_at_a_time_and_may_come_back()
    {
        var subscriber = Register("a");
        Assert.Contains("cannot be registered", Assert.Throws<InvalidOperationException>(() => _space.Register(subscriber)).Message, StringComparison.Ordinal);
        _space.Unregister(subscriber);
        _space.Register(subscriber);
        _space.Unregister(subscriber);
        Assert.Equal(["release a", "release a"], _steps);
    }

    [Fact]
    public void Subscribers_of_secondary_tlbs_get_no_starts_and_the_others_no_tlb_invalidations()
    {
        Register("a");
        Register("tlb", RangeNotifierKind.SecondaryTlbs);
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        _space.InvalidateSecondaryTlbs(Page(1));
        Assert.Equal(["start a", "end a", "tlb of tlb"], _steps);
    }

    [Fact]
    public void Clearing_asks_all_and_combines_testing_stops_at_the_first_yes()
    {
        Register("a").IsYoung = true;
        Register("b").IsYoung = true;
        Assert.True(_space.ClearFlushYoung(Page(1)));
        Assert.True(_space.ClearYoung(Page(1)));
        Assert.True(_space.TestYoung(1));
        Assert.Equal(["clear flush b", "clear flush a", "clear b", "clear a", "test b"], _steps);
        using var empty = new AddressSpace();
        Assert.False(empty.TestYoung(1) || empty.ClearYoung(Page(1)) || empty.ClearFlushYoung(Page(1)));
    }

    [Fact]
    public void What_a_subscriber_throws_when_it_is_asked_is_thrown_afterwards()
    {
        Register("a");
        Register("b").IsYoung = true;
        Register("c").InAsked = () => throw new InvalidOperationException("broken");
        foreach (var exception in new[]
        {
            Assert.Throws<AggregateException>(() => _space.ClearYoung(Page(1))),
            Assert.Throws<AggregateException>(() => _space.TestYoung(1)),
        })
        {
            Assert.Equal("broken", Assert.Single(exception.InnerExceptions).InnerException!.Message);
            Assert.Contains("The exceptions did not stop the other calls.", exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["clear c", "clear b", "clear a", "test c", "test b"], _steps);
    }

    [Fact]
    public void Get_makes_one_for_each_type_and_the_last_put_frees_it_without_a_release()
    {
        var made = 0;
        Subscriber Make()
        {
            made++;
            return new Subscriber("shared", RangeNotifierKind.Start, _steps);
        }

        var first = _space.Get(Make);
        var second = _space.Get(Make);
        Assert.Same(first, second);
        Assert.Equal(1, made);
        _space.Put(first);
        Assert.True(first.IsRegistered);
        _space.Put(second);
        Assert.False(first.IsRegistered);
        _space.Synchronize();
        Assert.Equal(["free shared"], _steps);
        Assert.Throws<InvalidOperationException>(() => _space.Put(first));
        Assert.NotSame(first, _space.Get(Make));
    }

    [Fact]
    public void What_was_put_is_freed_only_when_the_end_that_is_owed_to_it_has_run()
    {
        var shared = _space.Get(() => new Subscriber("shared", RangeNotifierKind.StartAndEnd, _steps));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        _space.Put(shared);
        Assert.Equal(["start shared"], _steps);
        running.End();
        _space.Synchronize();
        Assert.Equal(["start shared", "end shared", "free shared"], _steps);
    }

    [Fact]
    public void Put_is_legal_inside_release()
    {
        var shared = _space.Get(() => new Subscriber("shared", RangeNotifierKind.Start, _steps));
        shared.InRelease = () => _space.Put(shared);
        _space.Dispose();
        _space.Synchronize();
        Assert.Equal(["start shared", "release shared", "free shared"], _steps);
    }

    [Fact]
    public void A_factory_that_fails_leaves_nothing_behind()
    {
        Assert.Throws<InvalidOperationException>(() => _space.Get<Subscriber>(() => throw new InvalidOperationException("no memory")));
        Assert.Equal("shared", _space.Get(() => new Subscriber("shared", RangeNotifierKind.Start, _steps)).ToString());
    }

    [Fact]
    public void What_would_wait_throws_in_a_callback_and_inside_a_scope()
    {
        var subscriber = Register("a");
        var other = new Subscriber("other", RangeNotifierKind.Start, _steps);
        Action[] waiting = [() => _space.Register(other), () => _space.Unregister(subscriber), () => _space.Get(() => other), _space.Synchronize];
        var thrown = new List<Exception?>();
        subscriber.InStart = () => thrown.AddRange(waiting.Select(Record.Exception));
        using (_space.BeginInvalidate(Page(1), InvalidationEvent.Unmap))
            thrown.AddRange(waiting.Select(Record.Exception));
        Assert.Equal(8, thrown.Count);
        Assert.All(thrown, exception => Assert.IsType<InvalidOperationException>(exception));
        Assert.True(subscriber.IsRegistered);
        Assert.False(other.IsRegistered);
    }

    [Fact]
    public void With_a_range_notifier_an_invalidation_allocates_nothing_either()
    {
        var subscriber = new Silent();
        _space.Register(subscriber);
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private Subscriber Register(string name, RangeNotifierKind kind = RangeNotifierKind.StartAndEnd)
    {
        var subscriber = new Subscriber(name, kind, _steps);
        _space.Register(subscriber);
        return subscriber;
    }

    private List<string> Messages()
    {
        var messages = new List<string>();
        _space.Error += (_, error) => messages.Add(error.Message);
        return messages;
    }

    private sealed class Silent() : RangeNotifier(RangeNotifierKind.StartAndEnd);

    private sealed class Subscriber(string name, RangeNotifierKind kind, List<string> steps) : RangeNotifier(kind)
    {
        internal List<Invalidation> Seen { get; } = [];

        internal bool Refuses { get; set; }

        internal bool IsYoung { get; set; }

        internal Action? InStart { get; set; }

        internal Action? InEnd { get; set; }

        internal Action? InRelease { get; set; }

        internal Action? InAsked { get; set; }

        public override string ToString() => name;

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            Seen.Add(invalidation);
            steps.Add($"{(Refuses ? "refuse" : "start")} {name}");
            InStart?.Invoke();
            return !Refuses;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation)
        {
            Seen.Add(invalidation);
            steps.Add($"end {name}");
            InEnd?.Invoke();
        }

        protected override void Release()
        {
            steps.Add($"release {name}");
            InRelease?.Invoke();
        }

        protected override void Free() => steps.Add($"free {name}");

        protected override bool ClearFlushYoung(AddressRange range) => Asked("clear flush");

        protected override bool ClearYoung(AddressRange range) => Asked("clear");

        protected override bool TestYoung(ulong address) => Asked("test");

        protected override void InvalidateSecondaryTlbs(AddressRange range) => steps.Add($"tlb of {name}");

        private bool Asked(string what)
        {
            steps.Add($"{what} {name}");
            InAsked?.Invoke();
            return IsYoung;
        }
    }
}
