using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>Protocol, section 8: Get and Put of interval notifiers, counted by space, range and type.</summary>
public sealed class Section8SharedIntervalTests : IDisposable
{
    private readonly AddressSpace _space = new("shared");

    public void Dispose() => _space.Dispose();

    [Fact]
    public void Mappings_of_one_range_share_a_notifier_until_the_last_gives_it_back()
    {
        var first = _space.Get(Pages(1, 2), () => new RecordingDriver("shared"));
        Assert.Same(first, _space.Get(Pages(1, 2), () => new RecordingDriver("not made")));
        var other = _space.Get(Pages(1, 3), () => new RecordingDriver("other range"));
        Assert.NotSame(first, other);
        Assert.NotSame((IntervalNotifier)first, _space.Get(Pages(1, 2), () => new OtherDriver()));
        Assert.Equal(Pages(1, 2), first.Range);

        _space.Put(first);
        Assert.True(first.IsInserted);
        _space.Put(first);
        _space.Synchronize();
        Assert.Equal((false, 1), (first.IsInserted, first.RemovedCalls));
        Assert.True(other.IsInserted);
        Assert.Contains("every Put needs a Get", Assert.Throws<InvalidOperationException>(() => _space.Put(first)).Message, StringComparison.Ordinal);
        Assert.NotSame(first, _space.Get(Pages(1, 2), () => new RecordingDriver("anew")));
    }

    [Fact]
    public void Whoever_comes_while_it_is_made_waits_for_it()
    {
        using var isMaking = new ManualResetEventSlim();
        using var mayMake = new ManualResetEventSlim();
        RecordingDriver? made = null, waited = null;
        var maker = new Thread(() => made = _space.Get(Page(1), () =>
        {
            isMaking.Set();
            mayMake.Wait();
            return new RecordingDriver();
        }));
        maker.Start();
        isMaking.Wait();
        var waiter = new Thread(() => waited = _space.Get(Page(1), () => new RecordingDriver("not made")));
        waiter.Start();
        Assert.True(SpinWait.SpinUntil(() => waiter.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        mayMake.Set();
        maker.Join();
        waiter.Join();
        Assert.NotNull(made);
        Assert.Same(made, waited);
    }

    [Fact]
    public void Whoever_waits_for_one_whose_factory_fails_makes_it()
    {
        using var isMaking = new ManualResetEventSlim();
        using var mayFail = new ManualResetEventSlim();
        Exception? failure = null;
        RecordingDriver? made = null;
        var maker = new Thread(() => failure = Record.Exception(() => _space.Get<RecordingDriver>(Page(1), () =>
        {
            isMaking.Set();
            mayFail.Wait();
            throw new InvalidDataException();
        })));
        maker.Start();
        isMaking.Wait();
        var waiter = new Thread(() => made = _space.Get(Page(1), () => new RecordingDriver("made by whoever waited")));
        waiter.Start();
        Assert.True(SpinWait.SpinUntil(() => waiter.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
        mayFail.Set();
        maker.Join();
        Assert.True(waiter.Join(TimeSpan.FromSeconds(30)), "Nobody woke whoever waited.");
        Assert.IsType<InvalidDataException>(failure);
        Assert.True(made!.IsInserted);
    }

    [Fact]
    public void A_factory_that_fails_leaves_nothing_and_the_next_one_is_asked()
    {
        Assert.Throws<InvalidDataException>(() => _space.Get<RecordingDriver>(Page(1), () => throw new InvalidDataException()));
        Assert.Contains("exact type", Assert.Throws<InvalidOperationException>(() => _space.Get<IntervalNotifier>(Page(1), () => new RecordingDriver())).Message, StringComparison.Ordinal);
        Assert.Contains("calls Get", Assert.Throws<InvalidOperationException>(() => _space.Get(Page(1), () => _space.Get(Page(1), () => new RecordingDriver()))).Message, StringComparison.Ordinal);
        Assert.Empty(_space.Find(AddressRange.All));
        Assert.True(_space.Get(Page(1), () => new RecordingDriver()).IsInserted);
        _space.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _space.Get(Page(2), () => new RecordingDriver()));
    }

    [Fact]
    public void One_that_its_users_removed_is_made_anew_and_still_given_back()
    {
        var removed = _space.Get(Page(1), () => new RecordingDriver("removed"));
        removed.Remove();
        var anew = _space.Get(Page(1), () => new RecordingDriver("anew"));
        Assert.NotSame(removed, anew);
        _space.Put(removed);
        Assert.True(anew.IsInserted);
        _space.Put(anew);
        _space.Synchronize();
        Assert.False(anew.IsInserted);
    }

    [Fact]
    public void One_that_has_not_been_given_back_is_refused_and_nobody_waits_for_it()
    {
        var cached = _space.Get(Page(1), () => new RecordingDriver("cached"));
        cached.Remove();
        var message = Assert.Throws<InvalidOperationException>(() => _space.Get(Page(1), () => cached)).Message;
        Assert.Contains("RecordingDriver returned cached", message, StringComparison.Ordinal);
        Assert.Contains("call Put", message, StringComparison.Ordinal);
        Assert.False(cached.IsInserted);
        Assert.True(_space.Get(Page(1), () => new RecordingDriver()).IsInserted);
        _space.Put(cached);
        Assert.Same(cached, _space.Get(Page(2), () => cached));
    }

    [Fact]
    public void One_that_cannot_be_inserted_is_not_counted()
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, Page(1));
        Assert.Throws<InvalidOperationException>(() => _space.Get(Page(2), () => driver));
        Assert.Contains("every Put needs a Get", Assert.Throws<InvalidOperationException>(() => _space.Put(driver)).Message, StringComparison.Ordinal);
        driver.Remove();
        Assert.Same(driver, _space.Get(Page(2), () => driver));
    }

    [Fact]
    public void The_last_put_removes_what_get_inserted_and_not_what_its_users_inserted_since()
    {
        using var other = new AddressSpace("other");
        var driver = _space.Get(Page(1), () => new RecordingDriver());
        driver.Remove();
        other.Insert(driver, Page(1));
        Assert.NotSame(driver, _space.Get(Page(1), () => new RecordingDriver("anew")));
        _space.Put(driver);
        _space.Synchronize();
        Assert.Same(other, driver.Space);
        driver.Remove();
    }

    [Fact]
    public void A_callback_may_give_back_and_must_not_get()
    {
        var driver = _space.Get(Page(1), () => new RecordingDriver());
        var thrown = new List<Exception>();
        driver.InCallback = invalidation =>
        {
            if (invalidation.Event != InvalidationEvent.Unmap)
                return true;
            thrown.Add(Assert.Throws<InvalidOperationException>(() => _space.Get(Page(1), () => new RecordingDriver())));
            _space.Put(driver);
            return true;
        };
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Single(thrown);
        _space.Synchronize();
        Assert.Equal(1, driver.RemovedCalls);
    }

    private sealed class OtherDriver : IntervalNotifier
    {
        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
