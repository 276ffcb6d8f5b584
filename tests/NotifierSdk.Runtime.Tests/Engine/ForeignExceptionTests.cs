using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace NotifierSdk.Runtime.Tests.Engine;

/// <summary>
/// Every call that the runtime makes into code of others throws, one after the other: callbacks, texts, handlers, listeners. What is promised holds all the same
/// (protocol, sections 2, 5, 8 and 9).
/// </summary>
[Collection(nameof(NotifierSdk.Runtime.Tests.Telemetry.TelemetryCollection))]
public sealed class ForeignExceptionTests
{
    private const string SpaceName = "foreign";

    [Theory]
    [InlineData(InvalidationSource.CanVeto)]
    [InlineData(InvalidationSource.CannotVeto)]
    public void Whatever_call_throws_nothing_is_lost(InvalidationSource source)
    {
        var places = new List<string>();
        for (var failing = 1; Run(failing, source) is { } place; failing++)
            places.Add(place);
        TestContext.Current.TestOutputHelper?.WriteLine($"{places.Count} calls threw, at {places.Distinct().Count()} places: {string.Join(", ", places.Distinct())}");
        Assert.True(places.Distinct().Count() >= 20, string.Join(", ", places.Distinct()));
    }

    /// <summary>One life of two notifiers and two range notifiers; the call of that number throws. Returns which one it was; null if there were fewer.</summary>
    private static string? Run(int failing, InvalidationSource source)
    {
        var calls = new ForeignCalls(failing);
        using var meter = Meter(calls);
        using var tracer = new Tracer(calls);
        var space = new AddressSpace(SpaceName);
        space.Error += (_, _) => calls.Make("Error");
        space.Error += (_, _) => calls.Make("Error, second handler");
        var (first, second) = (new Driver(calls), new Driver(calls));
        var ranges = new Subscriber(calls, RangeNotifierKind.StartAndEnd);
        var tlbs = new Subscriber(calls, RangeNotifierKind.SecondaryTlbs);
        var range = AddressRange.FromLength(0, 10);

        calls.IsArmed = true;
        Catch(() => space.Insert(first, range));
        Catch(() => space.Apply(new NotifierBatch().Insert(second, range)));
        Catch(() => space.Register(ranges));
        Catch(() => space.Register(tlbs));
        Catch(() => Fault(first));
        Catch(() => space.BeginInvalidate(range, InvalidationEvent.Unmap, null, source).Dispose());
        Catch(() => space.InvalidateSecondaryTlbs(range));
        Catch(() => space.ClearFlushYoung(range));
        Catch(() => space.Apply(new NotifierBatch().Update(second, range, AddressRange.FromLength(0, 5))));
        Catch(first.Remove);
        Catch(second.RemoveLater);
        Catch(() => space.Unregister(tlbs));
        Catch(space.Dispose);
        calls.IsArmed = false;

        // Nothing is open, every accepted start was finished or ended, and what was removed has been told so once.
        Assert.True(space.IsRangeValid(AddressRange.All), calls.Thrown);
        foreach (var driver in new[] { first, second })
        {
            // A removal whose own step threw has ended, or is repeated.
            if (driver.CurrentRegistration is { } registration && !registration.RemovalStep.IsDone(registration))
                driver.Remove(TimeSpan.FromSeconds(30));
            Assert.True(driver.Starts == driver.Finishes, $"{calls.Thrown}: {driver.Starts} starts were accepted, {driver.Finishes} finishes ran");
            Assert.True(driver.RemovedCalls == driver.Inserts, $"{calls.Thrown}: {driver.RemovedCalls} of {driver.Inserts} registrations were told of their end");
        }

        Assert.True(ranges.Starts == ranges.Ends, $"{calls.Thrown}: {ranges.Starts} range starts were accepted, {ranges.Ends} ends ran");
        return calls.Thrown;
    }

    private static void Fault(Driver driver)
    {
        var token = driver.ReadBegin(AddressRange.FromLength(0, 1), TimeSpan.FromSeconds(30));
        using (driver.Gate.EnterScope())
            driver.ReadRetry(token);
    }

    private static void Catch(Action action) => Record.Exception(action);

    private static MeterListener Meter(ForeignCalls calls)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "NotifierSdk")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Listen(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Listen(instrument, tags));
        listener.Start();
        return listener;

        void Listen(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Value is SpaceName)
                    calls.Make($"listener of {instrument.Name}");
            }
        }
    }

    /// <summary>Counts the calls into code of others, and throws in one of them.</summary>
    private sealed class ForeignCalls(int failing)
    {
        private int _made;

        internal bool IsArmed { get; set; }

        internal string? Thrown { get; private set; }

        internal void Make(string place)
        {
            if (!IsArmed || Interlocked.Increment(ref _made) != failing)
                return;
            Thrown = place;
            throw new NotSupportedException(place);
        }
    }

    private sealed class Driver(ForeignCalls calls) : IntervalNotifier
    {
        // A range that an update gave up ends on the thread pool, beside the callbacks of the rest.
        private int _starts, _finishes;

        internal DriverLock Gate { get; } = new();

        internal int Starts => Volatile.Read(ref _starts);

        internal int Finishes => Volatile.Read(ref _finishes);

        internal int RemovedCalls { get; private set; }

        internal int Inserts => CurrentRegistration is null ? 0 : 1;

        protected override bool IsToldOfRemoval
        {
            get
            {
                calls.Make("IsToldOfRemoval");
                return true;
            }
        }

        public override string ToString()
        {
            calls.Make("ToString");
            return "driver";
        }

        protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
        {
            finish = default;
            using (Gate.EnterScope())
                SetSeq(invalidation.Sequence);
            calls.Make($"OnInvalidateStart of {invalidation.Event}");
            Interlocked.Increment(ref _starts);
            return true;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
        {
            Interlocked.Increment(ref _finishes);
            calls.Make($"OnInvalidateFinish of {invalidation.Event}");
        }

        protected override void WaitForCommits()
        {
            using (Gate.EnterScope())
                calls.Make("WaitForCommits");
        }

        protected override void OnRemoved()
        {
            RemovedCalls++;
            calls.Make("OnRemoved");
        }
    }

    private sealed class Subscriber(ForeignCalls calls, RangeNotifierKind kind) : RangeNotifier(kind)
    {
        internal int Starts { get; private set; }

        internal int Ends { get; private set; }

        public override string ToString()
        {
            calls.Make("ToString of a range notifier");
            return "subscriber";
        }

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            calls.Make("InvalidateRangeStart");
            Starts++;
            return true;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation)
        {
            Ends++;
            calls.Make("InvalidateRangeEnd");
        }

        protected override void Release() => calls.Make("Release");

        protected override bool ClearFlushYoung(AddressRange range)
        {
            calls.Make("ClearFlushYoung");
            return false;
        }

        protected override void InvalidateSecondaryTlbs(AddressRange range) => calls.Make("InvalidateSecondaryTlbs");
    }

    private sealed class Tracer(ForeignCalls calls) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "NotifierSdk")
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.Payload?.Contains(SpaceName) == true)
                calls.Make($"tracer of {eventData.EventName}");
        }
    }
}
