using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // reports are raised for the whole process

namespace NotifierSdk.Tests;

/// <summary>Each report of validation mode (protocol, section 9), and its silence on the nearest correct driver.</summary>
public sealed class ValidationTests : IDisposable
{
    private static readonly AddressRange s_page = AddressRange.FromLength(0, 1);

    private readonly List<ValidationReport> _reports = [];
    private readonly AddressSpace _space = new("validated");

    public ValidationTests() => ValidationMode.Reported += _reports.Add;

    public void Dispose()
    {
        ValidationMode.Reported -= _reports.Add;
        ValidationMode.Throws = false;
        _space.Dispose();
    }

    [Fact]
    public void A_correct_driver_is_not_reported()
    {
        var driver = Insert(new Driver());
        for (var round = 0; round < 3; round++)
        {
            Assert.True(driver.Fault());
            Change();
        }

        driver.RemoveLater();
        driver.Remove();
        Assert.Empty(_reports);
    }

    [Fact]
    public void An_accepted_invalidation_without_SetSeq_is_reported_with_the_section_that_it_loses()
    {
        var driver = Insert(new Driver { SavesSequence = false });
        driver.ReadBegin();
        Change();
        var report = AssertOne(ValidationRule.SequenceNotSaved);
        Assert.Contains(nameof(An_accepted_invalidation_without_SetSeq_is_reported_with_the_section_that_it_loses), report.OtherPlace, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_open_section_or_for_its_own_change_SetSeq_may_be_left_out()
    {
        var owner = new object();
        var driver = Insert(new Driver { SavesSequence = false, Owner = owner });
        Change();
        var token = driver.ReadBegin();
        Change(owner);
        driver.ReadRetry(token);
        Change();
        Assert.DoesNotContain(_reports, report => report.Rule == ValidationRule.SequenceNotSaved);
    }

    [Fact]
    public void A_change_whose_owner_is_the_driver_itself_is_its_own()
    {
        var driver = Insert(new Driver { SavesSequence = false });
        var token = driver.ReadBegin();
        Change(driver);
        driver.ReadRetry(token);
        Assert.DoesNotContain(_reports, report => report.Rule == ValidationRule.SequenceNotSaved);
    }

    [Fact]
    public void ReadRetry_without_the_lock_that_SetSeq_was_called_under_is_reported_with_both_places()
    {
        var driver = Insert(new Driver());
        Change();
        driver.ReadRetry(driver.ReadBegin());
        var report = AssertOne(ValidationRule.WithoutDriverLock);
        Assert.StartsWith("ReadRetry", report.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ReadRetry_without_the_lock_that_SetSeq_was_called_under_is_reported_with_both_places), report.Place, StringComparison.Ordinal);
        Assert.Contains("OnInvalidate", report.OtherPlace, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRetry_under_another_lock_is_reported()
    {
        var driver = Insert(new Driver());
        Change();
        var token = driver.ReadBegin();
        var other = new DriverLock();
        using (other.EnterScope())
            driver.ReadRetry(token);
        AssertOne(ValidationRule.WithoutDriverLock);
    }

    [Fact]
    public void SetSeq_without_the_lock_that_ReadRetry_is_called_under_is_reported()
    {
        var driver = Insert(new Driver { TakesLock = false });
        driver.Fault();
        Change();
        Assert.StartsWith("SetSeq", AssertOne(ValidationRule.WithoutDriverLock).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_whose_lock_the_runtime_does_not_see_is_not_reported()
    {
        var driver = Insert(new Driver { TakesLock = false });
        Change();
        driver.ReadRetry(driver.ReadBegin());
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_lock_that_only_its_author_knows_is_seen_once_he_tells_of_it()
    {
        var gate = new object();
        var driver = Insert(new Driver { TakesLock = false });
        Change();
        ValidationMode.LockTaking(gate);
        ValidationMode.LockTaken(gate);
        driver.ReadRetry(driver.ReadBegin());
        ValidationMode.LockReleased(gate);
        Assert.DoesNotContain(_reports, report => report.Rule == ValidationRule.WithoutDriverLock);
        driver.ReadRetry(driver.ReadBegin());
        AssertOne(ValidationRule.WithoutDriverLock);
    }

    [Fact]
    public void A_token_of_another_notifier_is_reported()
    {
        var (one, other) = (Insert(new Driver()), Insert(new Driver()));
        Assert.True(one.ReadRetry(other.ReadBegin()));
        AssertOne(ValidationRule.ForeignToken);
    }

    [Fact]
    public void A_begin_that_never_came_to_a_retry_is_reported_at_the_next_begin()
    {
        var driver = Insert(new Driver());
        Change();
        driver.ReadBegin();
        using (driver.Gate.EnterScope())
        {
            // here it commits
        }

        driver.ReadBegin();
        Assert.NotNull(AssertOne(ValidationRule.SectionNotChecked).OtherPlace);
    }

    [Fact]
    public void A_section_that_was_given_up_is_not_reported()
    {
        var driver = Insert(new Driver());
        Change();
        driver.ReadBegin(); // nothing is mapped there: the fault is Unavailable, and commits nothing
        driver.ReadBegin();
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_callback_that_announces_a_change_of_another_space_is_seen_for_itself()
    {
        using var inner = new AddressSpace("inner");
        var innerDriver = new Driver();
        inner.Insert(innerDriver, s_page);
        var driver = Insert(new Driver { InCallback = () => inner.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose() });
        driver.ReadBegin();
        Change();
        Assert.Empty(_reports);

        var forgetful = Insert(new Driver { SavesSequence = false, InCallback = () => inner.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose() });
        forgetful.ReadBegin();
        Change();
        AssertOne(ValidationRule.SequenceNotSaved);
    }

    [Fact]
    public void A_report_that_is_thrown_after_an_accepted_start_loses_no_finish()
    {
        var driver = Insert(new Driver { SavesSequence = false });
        driver.ReadBegin();
        ValidationMode.Throws = true;
        Assert.Throws<AggregateException>(() => Change());
        Assert.Equal((1, 1), (driver.Starts, driver.Finishes));
    }

    [Fact]
    public void A_wait_that_takes_too_long_names_the_age_and_the_place_of_what_it_waits_for()
    {
        var driver = Insert(new Driver());
        var open = _space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Detach();
        var message = Assert.Throws<FaultException>(() => driver.ReadBegin(TimeSpan.FromMilliseconds(1))).Message;
        Assert.Matches(@"Unmap of 0x0-0x0 \(detached, for \d+\.\d s\)", message);
        Assert.Contains(nameof(A_wait_that_takes_too_long_names_the_age_and_the_place_of_what_it_waits_for), message, StringComparison.Ordinal);
        open.End();
    }

    [Fact]
    public void Locks_that_come_and_go_are_forgotten()
    {
        var gone = ComeAndGo(_space);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(gone, static one => one.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static List<WeakReference> ComeAndGo(AddressSpace space)
        {
            var gone = new List<WeakReference>();
            for (var index = 0; index < 50; index++)
            {
                var driver = new Driver();
                space.Insert(driver, s_page);
                space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose();
                driver.Remove();
                gone.Add(new WeakReference(LockClass.Of(driver.Gate)));
            }

            return gone;
        }
    }

    [Fact]
    public void A_lock_kept_by_a_callback_is_reported()
    {
        var driver = Insert(new Driver { KeepsLock = true });
        Change();
        AssertOne(ValidationRule.LockKeptByCallback);
        driver.Gate.Exit();
    }

    [Theory]
    [InlineData("ReadBegin")]
    [InlineData("Remove")]
    [InlineData("BeginInvalidate")]
    [InlineData("WaitRangeValid")]
    public void Waiting_under_the_lock_that_the_callback_takes_is_reported_although_nothing_hung(string wait)
    {
        var driver = Insert(new Driver());
        Change();
        using (driver.Gate.EnterScope())
        {
            switch (wait)
            {
                case "ReadBegin":
                    driver.ReadBegin();
                    break;
                case "Remove":
                    driver.Remove();
                    break;
                case "BeginInvalidate":
                    _space.BeginInvalidate(AddressRange.FromLength(9, 1), InvalidationEvent.Unmap).Dispose();
                    break;
                default:
                    _space.WaitRangeValid(s_page);
                    break;
            }
        }

        var report = AssertOne(ValidationRule.LockOrder);
        Assert.Contains("an invalidation of 'validated' is waited for while the driver lock is held", report.Message, StringComparison.Ordinal);
        Assert.Contains("OnInvalidate", report.OtherPlace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_kept_by_a_finish_step_is_reported()
    {
        var gate = new DriverLock("kept by a finish step");
        Insert(new Driver { InFinish = gate.Enter });
        Change();
        Assert.Contains("The finish step", AssertOne(ValidationRule.LockKeptByCallback).Message, StringComparison.Ordinal);
        gate.Exit();
    }

    [Fact]
    public void A_lock_that_a_finish_step_takes_comes_after_the_invalidation()
    {
        var gate = new DriverLock("taken by a finish step");
        Insert(new Driver { InFinish = () => gate.EnterScope().Dispose() });
        Change();
        Assert.Empty(_reports);
        using (gate.EnterScope())
            Change();
        AssertOne(ValidationRule.LockOrder);
    }

    [Fact]
    public void So_does_a_lock_that_a_range_notifier_takes()
    {
        var gate = new DriverLock("taken by a range notifier");
        var follower = new Follower { InStart = () => gate.EnterScope().Dispose() };
        _space.Register(follower);
        Change();
        Assert.Empty(_reports);
        using (gate.EnterScope())
            Change();
        AssertOne(ValidationRule.LockOrder);
        _space.Unregister(follower);
    }

    [Fact]
    public void A_range_notifier_may_keep_a_lock_from_its_start_to_its_end()
    {
        var gate = new DriverLock("kept until the end");
        var follower = new Follower { InStart = gate.Enter, InEnd = gate.Exit };
        _space.Register(follower);
        Change();
        _space.Unregister(follower);
        Assert.Empty(_reports);
    }

    [Fact]
    public void Until_then_it_is_known_to_be_held()
    {
        var gate = new DriverLock("kept while others are called");
        using var other = new AddressSpace("of others");
        var driver = new Driver { InCallback = () => gate.EnterScope().Dispose() };
        other.Insert(driver, s_page);
        other.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose();
        var follower = new Follower { InStart = gate.Enter, InEnd = gate.Exit };
        _space.Register(follower);
        using (_space.BeginInvalidate(s_page, InvalidationEvent.Unmap))
            driver.ReadBegin();
        AssertOne(ValidationRule.LockOrder);
        _space.Unregister(follower);
        driver.Remove();
    }

    [Fact]
    public void What_no_invalidation_waits_for_orders_nothing()
    {
        var gate = new DriverLock("taken by a release");
        var follower = new Follower { InRelease = () => gate.EnterScope().Dispose() };
        _space.Register(follower);
        _space.Unregister(follower);
        using (gate.EnterScope())
            Change();
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_space_that_is_gone_is_kept_by_no_thread()
    {
        var space = Gone();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(space.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Gone()
        {
            using var space = new AddressSpace("gone");
            var driver = new Driver { IsToldOfItsRemoval = false }; // so that the callback of the change is the last one
            space.Insert(driver, s_page);
            space.BeginInvalidate(s_page, InvalidationEvent.Unmap).Dispose();
            driver.Remove();
            return new WeakReference(space);
        }
    }

    [Fact]
    public void A_report_that_is_thrown_in_a_removal_leaves_no_start_without_its_finish()
    {
        ValidationMode.Throws = true;
        var driver = Insert(new Driver { KeepsLock = true });
        driver.Remove();
        Assert.Equal((1, 1), (driver.Starts, driver.Finishes));
        driver.Gate.Exit();
    }

    [Fact]
    public void Two_locks_taken_in_both_orders_are_reported_by_name_whichever_instances_they_are()
    {
        TakeNested("device", "queue");
        Assert.Empty(_reports);
        TakeNested("queue", "device");
        var report = AssertOne(ValidationRule.LockOrder);
        Assert.Contains("'device' is taken while the driver lock 'queue' is held", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_through_a_third_lock_is_found()
    {
        TakeNested("one", "two");
        TakeNested("two", "three");
        Assert.Empty(_reports);
        TakeNested("three", "one");
        AssertOne(ValidationRule.LockOrder);
    }

    [Fact]
    public void A_lock_that_is_only_tried_orders_nothing()
    {
        var (first, second) = (new DriverLock("tried a"), new DriverLock("tried b"));
        TakeNested("tried a", "tried b");
        using (second.EnterScope())
        {
            Assert.True(first.TryEnter());
            first.Exit();
        }

        Assert.Empty(_reports);
    }

    [Fact]
    public void Reports_are_thrown_by_choice_and_in_a_callback_veto_the_change()
    {
        ValidationMode.Throws = true;
        var driver = Insert(new Driver { SavesSequence = false });
        driver.ReadBegin();
        var exception = Assert.Throws<AggregateException>(() => Change());
        Assert.IsType<ValidationException>(exception.InnerExceptions[0].InnerException);
        Assert.Equal(ValidationRule.ForeignToken, Assert.Throws<ValidationException>(() => driver.ReadRetry(Insert(new Driver()).ReadBegin())).Report.Rule);
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_report_is_an_event_too_with_both_places_whether_it_is_raised_or_thrown()
    {
        using var listener = new EventListenerOfReports();
        var driver = Insert(new Driver());
        driver.ReadBegin();
        Change();
        driver.ReadBegin();
        driver.Gate.Enter();
        driver.Gate.Exit();
        ValidationMode.Throws = true;
        Assert.Throws<ValidationException>(() => driver.ReadBegin());
        var report = AssertOne(ValidationRule.SectionNotChecked);
        Assert.Equal(2, listener.Heard.Count);
        Assert.Equal([nameof(ValidationRule.SectionNotChecked), report.Message, report.Place, report.OtherPlace], listener.Heard[0]);
    }

    private static void TakeNested(string outer, string inner)
    {
        using (new DriverLock(outer).EnterScope())
        using (new DriverLock(inner).EnterScope())
        {
        }
    }

    private Driver Insert(Driver driver)
    {
        _space.Insert(driver, s_page);
        return driver;
    }

    private void Change(object? owner = null) => _space.BeginInvalidate(s_page, InvalidationEvent.Unmap, owner).Dispose();

    private ValidationReport AssertOne(ValidationRule rule)
    {
        var report = Assert.Single(_reports);
        Assert.Equal(rule, report.Rule);
        return report;
    }

    private sealed class Driver : IntervalNotifier
    {
        internal DriverLock Gate { get; } = new();

        internal bool TakesLock { get; init; } = true;

        internal bool SavesSequence { get; init; } = true;

        internal bool KeepsLock { get; init; }

        internal Action? InCallback { get; init; }

        internal Action? InFinish { get; init; }

        internal bool IsToldOfItsRemoval { get; init; } = true;

        internal int Starts { get; private set; }

        internal int Finishes { get; private set; }

        internal bool Fault()
        {
            var token = ReadBegin();
            using (Gate.EnterScope())
                return !ReadRetry(token);
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            if (TakesLock)
                Gate.Enter();
            if (SavesSequence)
                SetSeq(invalidation.Sequence);
            if (TakesLock && !KeepsLock)
                Gate.Exit();
            Starts++;
            InCallback?.Invoke();
            return true;
        }

        protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
        {
            Finishes++;
            InFinish?.Invoke();
        }

        protected override bool IsToldOfRemoval => IsToldOfItsRemoval;

        protected override void WaitForCommits()
        {
            using (Gate.EnterScope())
            {
            }
        }
    }

    private sealed class Follower() : RangeNotifier(RangeNotifierKind.StartAndEnd)
    {
        internal Action? InStart { get; init; }

        internal Action? InEnd { get; init; }

        internal Action? InRelease { get; init; }

        protected override bool InvalidateRangeStart(in Invalidation invalidation)
        {
            InStart?.Invoke();
            return true;
        }

        protected override void InvalidateRangeEnd(in Invalidation invalidation) => InEnd?.Invoke();

        protected override void Release() => InRelease?.Invoke();
    }

    private sealed class EventListenerOfReports : EventListener
    {
        // Also for a source that was not made when the listener was: whichever test comes first makes it.
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "NotifierSdk")
                EnableEvents(eventSource, EventLevel.Warning);
        }

        internal List<IReadOnlyList<object?>> Heard { get; } = [];

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == nameof(ValidationReport))
                Heard.Add(eventData.Payload!);
        }
    }
}
