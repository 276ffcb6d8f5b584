using System.Diagnostics;
using System.Diagnostics.Metrics;
using NotifierSdk.CompilerServices;
using NotifierSdk.Runtime.Tests.Protocol;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class MeterTests : IDisposable
{
    private readonly AddressSpace _space = new($"space {Guid.NewGuid()}");
    private readonly Measurements _measured;

    public MeterTests() => _measured = new Measurements(_space);

    public void Dispose()
    {
        _measured.Dispose();
        _space.Dispose();
    }

    [Fact]
    public void An_invalidation_is_counted_whether_or_not_it_reaches_anybody()
    {
        Insert(Page(1));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        _space.BeginInvalidate(Page(7), InvalidationEvent.Migrate).Dispose();
        _space.BeginInvalidate(Page(1), InvalidationEvent.Write).Dispose();
        Assert.Equal([("event=Unmap", 1), ("event=Migrate", 1), ("event=Write", 1)], _measured.Of("notifiersdk.invalidations"));
    }

    [Fact]
    public void A_hit_is_counted_for_each_notifier_that_is_called()
    {
        Insert(Page(1));
        Insert(Pages(1, 2));
        Insert(Page(3));
        _space.BeginInvalidate(Pages(1, 2), InvalidationEvent.Clear).Dispose();
        Assert.Equal([("event=Clear", 1), ("event=Clear", 1)], _measured.Of("notifiersdk.hits"));
    }

    [Fact]
    public void A_refusal_is_counted_once_for_each_invalidation_that_is_refused()
    {
        var driver = Insert(Page(1));
        driver.InCallback = invalidation => invalidation.IsBlockable;
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Exclusive, out _));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Exclusive).Dispose();
        Assert.Equal([("event=Exclusive", 1)], _measured.Of("notifiersdk.refusals"));
        Assert.Equal(2, _measured.Sum("notifiersdk.invalidations"));
    }

    [Fact]
    public void A_callback_that_throws_is_no_refusal()
    {
        Insert(Page(1)).InCallback = _ => throw new InvalidOperationException("on purpose");
        Assert.Throws<AggregateException>(() => _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose());
        Assert.Empty(_measured.Of("notifiersdk.refusals"));
        Assert.Equal(1, _measured.Sum("notifiersdk.hits"));
    }

    [Fact]
    public void The_time_of_both_passes_of_a_callback_is_measured_in_seconds()
    {
        var driver = Insert(Page(1));
        driver.InCallback = _ =>
        {
            var clock = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => clock.ElapsedMilliseconds >= 3);
            return true;
        };
        var outside = Stopwatch.StartNew();
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        var measured = _measured.Of("notifiersdk.callback.duration");
        Assert.Equal(
            ["event=Unmap notifier.type=RecordingDriver callback.pass=start", "event=Unmap notifier.type=RecordingDriver callback.pass=finish"],
            measured.Select(measurement => measurement.Tags));
        Assert.InRange(measured[0].Value, 0.003, outside.Elapsed.TotalSeconds);
        Assert.InRange(measured[1].Value, 0, outside.Elapsed.TotalSeconds - measured[0].Value);
    }

    [Fact]
    public void The_time_of_range_notifiers_is_measured_too_and_they_are_no_hits()
    {
        _space.Register(new RangeDriver());
        _space.BeginInvalidate(Page(1), InvalidationEvent.Clear).Dispose();
        Assert.Equal(
            ["event=Clear notifier.type=RangeDriver callback.pass=range_start", "event=Clear notifier.type=RangeDriver callback.pass=range_end"],
            _measured.Tags("notifiersdk.callback.duration"));
        Assert.Empty(_measured.Of("notifiersdk.hits"));
    }

    [Fact]
    public void A_collision_is_counted_when_ReadRetry_finds_it_and_not_by_the_hint()
    {
        var driver = Insert(Page(1));
        var token = driver.ReadBegin();
        Assert.False(driver.ReadRetry(token));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.True(driver.CheckRetry(token));
        Assert.Empty(_measured.Of("notifiersdk.collisions"));
        Assert.True(driver.ReadRetry(token));
        Assert.Equal([("", 1)], _measured.Of("notifiersdk.collisions"));
    }

    [Fact]
    public void Each_attempt_of_a_fault_is_counted_under_its_number()
    {
        var driver = Insert(Page(1));
        var attempts = new FaultAttempts(driver, Page(1), 10, -1, default);
        while (attempts.TryBegin(out _))
        {
        }

        Assert.Equal(FaultStatus.Collided, attempts.Status);
        Assert.Equal(
            ["1", "2", "3", "4", "5", "6", "7", "8", "9+", "9+"],
            _measured.Tags("notifiersdk.fault.attempts").Select(tags => tags["fault.attempt=".Length..]));
    }

    [Fact]
    public void A_fault_that_may_not_begin_has_no_attempt()
    {
        var attempts = new FaultAttempts(new RecordingDriver(), Page(1), 10, -1, default);
        Assert.False(attempts.TryBegin(out _));
        Assert.Empty(_measured.Of("notifiersdk.fault.attempts"));
    }

    [Fact]
    public async Task A_wait_says_what_waited_and_how_it_ended()
    {
        var driver = Insert(Page(1));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.Zero));
        Assert.ThrowsAny<OperationCanceledException>(() => driver.ReadBegin(new CancellationToken(canceled: true)));
        Assert.False(_space.WaitRangeValid(Page(1), TimeSpan.Zero));
        var read = driver.ReadBeginAsync(Page(1)).AsTask();
        var range = _space.WaitRangeValidAsync(Page(1), Timeout.InfiniteTimeSpan).AsTask();
        var clock = Stopwatch.StartNew();
        running.End();
        await read;
        await range;

        var again = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        Assert.Throws<TimeoutException>(() => driver.Remove(TimeSpan.FromMilliseconds(20)));
        var remove = driver.RemoveAsync(TestContext.Current.CancellationToken).AsTask();
        again.End();
        await remove;

        string[] first = ["wait.for=read wait.outcome=timed_out", "wait.for=read wait.outcome=cancelled", "wait.for=range wait.outcome=timed_out"];
        string[] atTheEnd = ["wait.for=range wait.outcome=met", "wait.for=read wait.outcome=met"]; // in whatever order
        var tags = _measured.Tags("notifiersdk.wait.duration");
        Assert.Equal(first, tags[..3]);
        Assert.Equal(atTheEnd, tags[3..5].Order());
        Assert.Equal(["wait.for=remove wait.outcome=timed_out", "wait.for=remove wait.outcome=met"], tags[5..]);
        Assert.All(_measured.Of("notifiersdk.wait.duration"), measured => Assert.InRange(measured.Value, 0, 60));
    }

    [Fact]
    public void A_wait_is_as_long_as_the_invalidation_that_is_waited_for()
    {
        var driver = Insert(Page(1));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        using var isWaiting = new ManualResetEventSlim();
        using var events = new HeardEvents(whenHeard: heard =>
        {
            if (heard.EventName == "WaitBegin" && Equals(heard.Payload![0], _space.Name))
                isWaiting.Set();
        });
        var reader = new Thread(() => driver.ReadBegin(TimeSpan.FromMinutes(1)));
        reader.Start();
        Assert.True(isWaiting.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        // Parked: whatever comes between the event and the beginning of the wait, as on a busy machine, is over.
        Assert.True(SpinWait.SpinUntil(() => reader.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(1)));
        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => clock.ElapsedMilliseconds >= 5);
        running.End();
        reader.Join();
        var (tags, seconds) = Assert.Single(_measured.Of("notifiersdk.wait.duration"));
        Assert.Equal("wait.for=read wait.outcome=met", tags);
        Assert.InRange(seconds, 0.004, 60);
    }

    [Fact]
    public void What_need_not_be_waited_for_is_no_wait()
    {
        var driver = Insert(Page(1));
        driver.ReadBegin();
        _space.WaitRangeValid(Page(1), TestContext.Current.CancellationToken);
        driver.Remove();
        Assert.Empty(_measured.Of("notifiersdk.wait.duration"));
    }

    [Fact]
    public void Inserts_and_removes_are_counted_once_for_each_registration()
    {
        var driver = Insert(Page(1));
        Assert.Throws<InvalidOperationException>(() => _space.Insert(driver, Page(1)));
        driver.RemoveLater();
        driver.Remove();
        Assert.Throws<InvalidOperationException>(driver.Remove);
        _space.Insert(driver, Page(2));
        _space.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Insert(Page(3)));
        driver.Remove();
        Assert.Equal([("", 1), ("", 1)], _measured.Of("notifiersdk.inserts"));
        Assert.Equal([("", 1), ("", 1)], _measured.Of("notifiersdk.removes"));
    }

    [Fact]
    public void A_batch_is_counted_and_so_are_its_inserts_and_removals_but_not_when_it_is_refused()
    {
        var (moved, removed) = (Insert(Page(1)), Insert(Page(2)));
        var batch = new NotifierBatch().Insert(new RecordingDriver(), Page(3)).Update(moved, Page(1), Page(4)).RemoveLater(removed);
        _space.Apply(batch);
        Assert.Throws<InvalidOperationException>(() => _space.Apply(batch));
        Assert.Throws<InvalidOperationException>(() => _space.Apply(new NotifierBatch().Update(moved, Page(1), Page(5))));
        Assert.Equal([("", 1)], _measured.Of("notifiersdk.batches"));
        Assert.Equal(3, _measured.Sum("notifiersdk.inserts"));
        Assert.Equal(1, _measured.Sum("notifiersdk.removes"));
    }

    [Fact]
    public void A_listener_of_one_instrument_hears_no_other()
    {
        _measured.Dispose();
        using var hits = new Measurements(_space, only: "notifiersdk.hits");
        Insert(Page(1));
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(1, hits.Sum("notifiersdk.hits"));
        Assert.Empty(hits.Of("notifiersdk.invalidations"));
        Assert.Empty(hits.Of("notifiersdk.callback.duration"));
    }

    [Fact]
    public void A_listener_that_throws_stops_nothing()
    {
        var driver = Insert(Page(1));
        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "notifiersdk.invalidations")
                    self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("on purpose"));
            listener.Start();
            _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        }

        Assert.True(_space.IsRangeValid(Page(1)));
        Assert.Single(driver.Invalidations);
        driver.Remove(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void With_nobody_listening_any_more_nothing_is_enabled_and_nothing_is_allocated()
    {
        _measured.Dispose();
        Insert(Page(1));
        void Invalidate() => _space.BeginInvalidate(Page(9), InvalidationEvent.Unmap).Dispose();
        Invalidate();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Invalidate();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(NotifierSdk.Telemetry.InvalidationTelemetry.IsEnabled);
        Assert.False(NotifierSdk.Telemetry.CallbackMeasurement.IsEnabled);
        Assert.False(NotifierSdk.Telemetry.FaultTelemetry.IsEnabled);
    }

    private RecordingDriver Insert(AddressRange range)
    {
        var driver = new RecordingDriver();
        _space.Insert(driver, range);
        return driver;
    }

    private sealed class RangeDriver() : RangeNotifier(RangeNotifierKind.StartAndEnd);
}
