using System.Diagnostics.Tracing;
using NotifierSdk.CompilerServices;
using NotifierSdk.Runtime.Tests.Protocol;
using NotifierSdk.Telemetry;
using static NotifierSdk.Runtime.Tests.Protocol.Ranges;

namespace NotifierSdk.Runtime.Tests.Telemetry;

[Collection(nameof(TelemetryCollection))]
public sealed class EventSourceTests : IDisposable
{
    private readonly AddressSpace _space = new("listened");
    private readonly RecordingDriver _driver = new();

    public EventSourceTests() => _space.Insert(_driver, Pages(1, 2));

    public void Dispose()
    {
        // What an update took away from the driver is told so on the thread pool, and the listener of the next test would hear it.
        _driver.Remove(TimeSpan.FromMinutes(1));
        _space.Dispose();
    }

    [Fact]
    public void The_manifest_is_valid() =>
        Assert.NotNull(EventSource.GenerateManifest(typeof(NotifierEventSource), "", EventManifestOptions.Strict));

    [Fact]
    public void Begin_callbacks_and_end_come_in_this_order()
    {
        using var events = new HeardEvents();
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(["InvalidationBegin", "Callback", "Callback", "InvalidationEnd"], events.Names);
        Assert.StartsWith("listened, Unmap, 1, 1, True, ", events.Arguments("InvalidationBegin"));
        Assert.Equal(["start", "finish"], events.All.Where(heard => heard.EventName == "Callback").Select(heard => heard.Payload![2]));
        Assert.All(events.All.Where(heard => heard.EventName == "Callback"), heard => Assert.Equal(("listened", "driver", "Unmap"), ((string)heard.Payload![0]!, (string)heard.Payload[1]!, (string)heard.Payload[3]!)));
        Assert.All(events.All.Where(heard => heard.EventName == "Callback"), heard => Assert.InRange((long)heard.Payload![4]!, 0, 60_000_000_000));
    }

    [Fact]
    public void Begin_and_end_are_paired_by_slot_and_generation_on_whatever_thread_it_ends()
    {
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Invalidations) { Spaces = ["listened", "another"] };
        var outer = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        var inner = new AddressSpace("another").BeginInvalidate(Page(1), InvalidationEvent.Clear).Detach();
        var elsewhere = new Thread(outer.End);
        elsewhere.Start();
        elsewhere.Join();
        inner.End();
        _space.BeginInvalidate(Page(2), InvalidationEvent.Unmap).Dispose();

        string[] Pairs(string name, int first) => [.. events.All.Where(heard => heard.EventName == name).Select(heard => $"{heard.Payload![first]}/{heard.Payload[first + 1]}")];
        var begins = Pairs("InvalidationBegin", 5);
        Assert.Equal(3, begins.Distinct().Count());
        Assert.Equal(begins, Pairs("InvalidationEnd", 0));
    }

    [Fact]
    public void A_refused_invalidation_begins_ends_and_is_reported()
    {
        _driver.InCallback = invalidation => invalidation.IsBlockable;
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Invalidations);
        Assert.False(_space.TryBeginInvalidate(Page(1), InvalidationEvent.Migrate, out _));
        Assert.Equal(["InvalidationBegin", "InvalidationEnd", "InvalidationRefused"], events.Names);
        Assert.Equal(false, events.Argument("InvalidationBegin", "isBlockable"));
        Assert.Equal("listened, Migrate, 1, 1", events.Arguments("InvalidationRefused"));
    }

    [Fact]
    public void An_end_that_ended_nothing_is_not_reported()
    {
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Invalidations);
        var scope = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap);
        scope.Dispose();
        scope.Dispose();
        Assert.Single(events.Names, "InvalidationEnd");
    }

    [Fact]
    public void Faults_report_attempts_and_collisions()
    {
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Faults);
        var attempts = new FaultAttempts(_driver, Page(2), 1, -1, default);
        Assert.True(attempts.TryBegin(out var section));
        _space.BeginInvalidate(Page(2), InvalidationEvent.Unmap).Dispose();
        Assert.True(_driver.ReadRetry(section.Token));
        Assert.Equal(["FaultAttempt", "Collision"], events.Names);
        Assert.Equal("listened, driver, 2, 2, 1", events.Arguments("FaultAttempt"));
        Assert.Equal("listened, driver, 2, 2", events.Arguments("Collision"));
    }

    [Fact]
    public void A_wait_is_reported_when_it_begins_and_when_it_ends()
    {
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Waits);
        Assert.False(_space.WaitRangeValid(Page(1), TimeSpan.Zero));
        running.End();
        Assert.Equal(["WaitBegin", "WaitEnd"], events.Names);
        Assert.Equal("listened, range", events.Arguments("WaitBegin"));
        Assert.StartsWith("listened, range, timed_out, ", events.Arguments("WaitEnd"));
    }

    [Fact]
    public void Registrations_report_inserts_removes_and_batches()
    {
        using var events = new HeardEvents(keywords: NotifierEventSource.Keywords.Registrations);
        var second = new RecordingDriver("second");
        _space.Insert(second, Pages(0x10, 0x1f));
        second.Remove();
        _space.Apply(new NotifierBatch().Update(_driver, Pages(1, 2), Page(1)));
        Assert.Equal(["Insert", "Remove", "Batch"], events.Names);
        Assert.Equal("listened, second, 16, 31", events.Arguments("Insert"));
        Assert.Equal("listened, second, 16, 31", events.Arguments("Remove"));
        Assert.Equal("listened, 0, 1, 0", events.Arguments("Batch"));
    }

    [Fact]
    public void What_a_callback_did_wrong_is_an_error_at_any_level()
    {
        using var events = new HeardEvents(EventLevel.Error);
        _driver.InCallback = _ => false;
        _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Dispose();
        Assert.Equal(["Error"], events.Names);
        Assert.Equal("driver", events.Argument("Error", "notifier"));
        Assert.Contains("refused a blockable invalidation", (string)events.Argument("Error", "message")!);
    }

    [Fact]
    public async Task What_comes_at_a_high_rate_is_heard_only_at_the_verbose_level()
    {
        using var events = new HeardEvents(EventLevel.Informational);
        var attempts = new FaultAttempts(_driver, Page(1), 1, -1, default);
        Assert.True(attempts.TryBegin(out var section));
        var running = _space.BeginInvalidate(Page(1), InvalidationEvent.Unmap).Detach();
        Assert.True(_driver.ReadRetry(section.Token));
        var read = _driver.ReadBeginAsync(Page(1), TestContext.Current.CancellationToken);
        running.End();
        await read;
        Assert.Empty(events.Names);
    }
}
