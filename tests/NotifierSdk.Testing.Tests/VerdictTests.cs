using NotifierSdk.Testing.Tests.Drivers;

namespace NotifierSdk.Testing.Tests;

/// <summary>Each thing that can be wrong is found, and called what it is.</summary>
public class VerdictTests
{
    private static readonly object s_plainLock = new();
    private static int s_calls;

    [Fact]
    public void Two_locks_in_two_orders_are_a_deadlock()
    {
        var found = Fails(scenario =>
        {
            var (first, second) = (new DriverLock("first"), new DriverLock("second"));
            scenario.Thread("one", () => HoldBoth(first, second));
            scenario.Thread("other", () => HoldBoth(second, first));
        });
        Assert.Equal(Verdict.Deadlock, found.Verdict);
        Assert.Contains("'one' waits for the lock 'second', which 'other' holds", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_that_nobody_ends_is_a_livelock()
    {
        var found = Fails(scenario => scenario.Thread("loop", () =>
        {
            while (true)
                Interleavings.Point("again");
        }));
        Assert.Equal(Verdict.Livelock, found.Verdict);
    }

    [Fact]
    public void A_loop_that_another_thread_ends_is_none()
    {
        var result = Interleavings.Explore(scenario =>
        {
            var isSet = false;
            scenario.Thread("loop", () =>
            {
                while (!isSet)
                    Interleavings.Point("again");
            });
            scenario.Thread("set", () =>
            {
                Interleavings.Point("set");
                isSet = true;
            });
        });
        Assert.Null(result.Failure);
    }

    [Fact]
    public void A_plain_lock_is_named_with_its_line_and_the_remedy()
    {
        var found = Fails(scenario =>
        {
            for (var index = 0; index < 2; index++)
                scenario.Thread($"thread {index}", TakePlainLock);
        });
        Assert.Equal(Verdict.ForeignBlocking, found.Verdict);
        Assert.Contains($"{nameof(VerdictTests)}.{nameof(TakePlainLock)} (VerdictTests.cs:", found.Failure, StringComparison.Ordinal);
        Assert.Contains("Make the lock a DriverLock", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_differs_by_itself_is_not_taken_for_a_pass()
    {
        var found = Fails(scenario =>
        {
            var steps = ++s_calls % 3;
            scenario.Thread("changing", () =>
            {
                for (var step = 0; step <= steps; step++)
                    Interleavings.Point($"step {steps}");
            });
            scenario.Thread("other", () => Interleavings.Point("other"));
        });
        Assert.Equal(Verdict.NotDeterministic, found.Verdict);
    }

    [Fact]
    public void An_exception_of_a_thread_is_the_failure_and_is_kept()
    {
        var found = Fails(scenario => scenario.Thread("throws", () => throw new NotSupportedException("by the author")));
        Assert.Equal(Verdict.Failed, found.Verdict);
        Assert.IsType<NotSupportedException>(found.Exception);
    }

    [Theory]
    [InlineData("a check of AtEnd")]
    [InlineData("a function of Mirrors at the end")]
    [InlineData("a function of Mirrors at the beginning")]
    [InlineData("the mapping of Mirrors in a thread")]
    [InlineData("a function of Keeps")]
    [InlineData("Dispose of Unclosable")]
    public void An_exception_outside_the_threads_is_the_failure_with_its_schedule_and_the_thread_is_left_clean(string what)
    {
        var found = Fails(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            var driver = new HandWritten(scenario.Memory(space)) { Discard = pin => pin.Unpin() };
            scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
            var (looks, explorer) = (0, Environment.CurrentManagedThreadId);
            scenario.Thread("change", () =>
            {
                scenario.Change(space, 0);
                driver.Fault(scenario.Page(0));
            });
            var isThrowing = (string when) => what == when ? throw new NotSupportedException(when) : false;
            scenario.AtEnd(() => isThrowing("a check of AtEnd") ? "" : null);
            scenario.Keeps(() => isThrowing("a function of Keeps") ? [] : driver.Pins);
            scenario.Own(new Unclosable(() => isThrowing("Dispose of Unclosable")));
            scenario.Mirrors<int>(driver, space, [scenario.Page(0)],
                page =>
                {
                    if (Environment.CurrentManagedThreadId == explorer)
                        isThrowing(looks++ == 0 ? "a function of Mirrors at the beginning" : "a function of Mirrors at the end");
                    return driver.VersionAt(page) is var version and not 0 ? version : null;
                },
                page => isThrowing("the mapping of Mirrors in a thread") ? null : scenario.Memory(space).Current(0));
        });
        Assert.Equal(Verdict.Failed, found.Verdict);
        Assert.Equal(what, Assert.IsType<NotSupportedException>(found.Exception).Message);
        Assert.Contains($"threw NotSupportedException: {what}", found.Failure, StringComparison.Ordinal);
        Assert.Contains("| change", found.Schedule, StringComparison.Ordinal);
        Assert.NotNull(found.ReplayToken);

        using var next = new AddressSpace("next test");
        next.Insert(new PlainlyLocked(), AddressRange.All);
        using (next.BeginInvalidate(AddressRange.All, InvalidationEvent.Unmap))
        {
        }
    }

    [Fact]
    public void What_is_owned_is_disposed_also_behind_what_cannot_be()
    {
        var disposed = 0;
        var found = Fails(scenario =>
        {
            scenario.Own(new Unclosable(() => disposed++));
            scenario.Own(new Unclosable(() => throw new NotSupportedException("cannot be")));
            scenario.Thread("nothing", () => { });
        });
        Assert.Equal("Dispose of Unclosable threw NotSupportedException: cannot be", found.Failure);
        Assert.Equal(2, disposed); // once in the search, and once for the report
    }

    [Fact]
    public void A_check_at_the_end_may_fail_the_scenario_by_a_call()
    {
        var found = Fails(scenario =>
        {
            scenario.Thread("nothing", () => { });
            scenario.AtEnd(() =>
            {
                scenario.Fail("by a call");
                return null;
            });
        });
        Assert.Equal("by a call", found.Failure);
        Assert.Null(found.Exception);
    }

    [Fact]
    public void A_retry_outside_the_lock_leaves_a_stale_entry()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory) { RetriesUnderLock = false, Discard = pin => pin.Unpin() }));
        Assert.Equal(Verdict.StaleShadow, found.Verdict);
    }

    [Fact]
    public void An_accepted_invalidation_without_its_sequence_is_found()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory) { SavesSequence = false, Discard = pin => pin.Unpin() }));
        Assert.Equal(Verdict.ProtocolViolation, found.Verdict);
        Assert.Contains("without SetSeq", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_without_the_lock_is_found()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory) { LocksInCallback = false, Discard = pin => pin.Unpin() }));
        Assert.Equal(Verdict.ProtocolViolation, found.Verdict);
        Assert.Contains("SetSeq without its driver lock", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_is_not_seen_is_no_broken_rule()
    {
        var found = Fails(scenario =>
        {
            var space = scenario.AddressSpace(pages: 1);
            scenario.Insert(space, new PlainlyLocked(), firstPage: 0, lastPage: 0);
            scenario.Thread("change", () => scenario.Change(space, 0));
        });
        Assert.Equal(Verdict.UnseenLock, found.Verdict);
        Assert.Contains("make that a DriverLock", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sequence_that_is_saved_after_the_drop_is_found()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory) { SavesAfterDrop = true, Discard = pin => pin.Unpin() }));
        Assert.Equal(Verdict.StaleShadow, found.Verdict);
    }

    [Fact]
    public void A_page_that_is_never_unpinned_is_a_leak()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory)));
        Assert.Equal(Verdict.Leak, found.Verdict);
        Assert.Contains("neither committed nor unpinned", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_is_unpinned_twice_is_a_leak()
    {
        var found = Fails(scenario => FaultAndChange(scenario, memory => new HandWritten(memory)
        {
            Discard = pin =>
            {
                pin.Unpin();
                pin.Unpin();
            },
        }));
        Assert.Equal(Verdict.Leak, found.Verdict);
        Assert.Contains("second time", found.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_correct_driver_by_hand_passes_and_the_search_is_complete()
    {
        var result = Interleavings.Explore(scenario => FaultAndChange(scenario, memory => new HandWritten(memory) { Discard = pin => pin.Unpin() }));
        Assert.True(result.IsComplete, result.ToString());
        Assert.InRange(result.Interleavings, 2, 1000);
    }

    [Fact]
    public void A_scenario_without_threads_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Interleavings.Explore(scenario => scenario.AddressSpace(pages: 1)));

    [Fact]
    public void A_failing_schedule_replays_from_its_token()
    {
        var scenario = (Scenario it) => FaultAndChange(it, memory => new HandWritten(memory) { RetriesUnderLock = false, Discard = pin => pin.Unpin() });
        var found = Fails(scenario);
        var token = ReplayToken.Parse(found.ReplayToken!);
        Assert.Equal(found.ReplayToken, token.ToString());
        var again = new Testing.Search.Explorer(scenario, new ExplorationOptions(), "again").Explore(new Testing.Search.Replay(token.Steps), maxSchedules: 1);
        Assert.Equal(found.Failure, again.Failure);
        Assert.Equal(found.Schedule, again.Schedule);
    }

    [Fact]
    public void A_report_needs_nothing_else_and_stays_while_the_process_does()
    {
        var folder = Directory.CreateTempSubdirectory("notifiersdk-report-");
        try
        {
            var options = new ExplorationOptions { ReportDirectory = folder.FullName };
            var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => scenario.Thread("fails", () => scenario.Fail("on </script> purpose")), options));
            var path = Assert.Single(Directory.GetFiles(folder.FullName));
            Assert.EndsWith($"report: {path}", failure.Message, StringComparison.Ordinal);
            var page = File.ReadAllText(path);
            Assert.Equal(1, page.Split("</script>").Length - 1); // what the author wrote does not end the page's own script
            Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("http", page, StringComparison.Ordinal);

            Interleavings.Explore(scenario => scenario.Thread("passes", () => { }), options); // another case of the theory
            Assert.Equal(page, File.ReadAllText(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Each_case_of_a_theory_and_each_of_two_files_of_one_name_has_a_report_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("notifiersdk-report-");
        try
        {
            var options = new ExplorationOptions { ReportDirectory = folder.FullName };
            var paths = new List<string>();
            foreach (var (file, failure) in new[] { ("/first/Tests.cs", "case one"), ("/first/Tests.cs", "case two"), ("/second/Tests.cs", "case three") })
            {
                var message = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario => scenario.Thread("fails", () => scenario.Fail(failure)), options, "Theory", file)).Message;
                paths.Add(message[(message.IndexOf("report: ", StringComparison.Ordinal) + "report: ".Length)..]);
                Assert.Contains(failure, File.ReadAllText(paths[^1]), StringComparison.Ordinal);
            }

            Assert.Equal(["Tests.Theory.html", "Tests.Theory.2.html", "Tests.Theory.3.html"], paths.ConvertAll(path => Path.GetFileName(path)));
            Assert.Contains("case one", File.ReadAllText(paths[0]), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_reports_of_a_former_process_go_when_the_test_is_explored_again(bool isFailing)
    {
        var folder = Directory.CreateTempSubdirectory("notifiersdk-report-");
        try
        {
            var options = new ExplorationOptions { ReportDirectory = folder.FullName };
            string[] others = ["Tests.Former.Later.html", "Tests.Former.x2.html", "Tests.Formerly.html"];
            foreach (var name in (string[])["Tests.Former.html", "Tests.Former.2.html", "Tests.Former.13.html", .. others])
                File.WriteAllText(Path.Combine(folder.FullName, name), "former");
            var explore = () => Interleavings.Explore(scenario => scenario.Thread("any", () => _ = isFailing ? throw new NotSupportedException() : 0), options, "Former", "Tests.cs");
            if (isFailing)
                Assert.Throws<InterleavingException>(explore);
            else
                explore();
            var left = Directory.GetFiles(folder.FullName).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
            Assert.Equal(isFailing ? ["Tests.Former.Later.html", "Tests.Former.html", "Tests.Former.x2.html", "Tests.Formerly.html"] : others, left);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void FaultAndChange(Scenario scenario, Func<PageMemory, HandWritten> make)
    {
        var space = scenario.AddressSpace(pages: 1);
        var driver = make(scenario.Memory(space));
        scenario.Insert(space, driver, firstPage: 0, lastPage: 0);
        scenario.Thread("fault", () => driver.Fault(scenario.Page(0)));
        scenario.Thread("change", () => scenario.Change(space, 0));
        scenario.Mirrors(driver, page => driver.VersionAt(scenario.Page(page)));
        scenario.Keeps(() => driver.Pins);
    }

    private static void HoldBoth(DriverLock first, DriverLock second)
    {
        using (first.EnterScope())
        using (second.EnterScope())
        {
        }
    }

    private static void TakePlainLock()
    {
        lock (s_plainLock)
            Interleavings.Point("inside");
    }

    private static Exploration Fails(Action<Scenario> scenario)
    {
        var failure = Assert.Throws<InterleavingException>(() => Interleavings.Explore(scenario));
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Message);
        return failure.Exploration;
    }

    private sealed class PlainlyLocked : IntervalNotifier
    {
        private readonly Lock _lock = new();

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            lock (_lock)
                SetSeq(invalidation.Sequence);
            return true;
        }
    }

    private sealed class Unclosable(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
