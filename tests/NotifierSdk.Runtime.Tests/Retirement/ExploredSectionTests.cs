using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.Retirement;

/// <summary>Sections, retiring, passes and disposal, step by step: whatever the order of the steps, nothing is freed in use, and all is freed in the end.</summary>
public class ExploredSectionTests
{
    [Fact]
    public void What_a_section_found_is_not_freed_before_it_is_left() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", world.Read);
        run.Thread("change", world.Replace);
        run.AtEnd(world.FindUnfreed);
    });

    [Fact]
    public void The_section_that_counts_is_the_outermost() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", () =>
        {
            using (world.List.EnterSection())
            {
                var entry = world.Entry;
                using (world.List.EnterSection())
                    entry.Use(run);
                entry.Use(run);
            }
        });
        run.Thread("change", world.Replace);
        run.AtEnd(world.FindUnfreed);
    });

    [Fact]
    public void One_section_after_the_other_holds_up_nothing_for_ever() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", () =>
        {
            world.Read();
            world.Read();
        });
        run.Thread("change", () =>
        {
            world.Replace();
            world.Replace();
        });
        run.AtEnd(world.FindUnfreed);
    });

    [Fact]
    public void When_dispose_returns_nobody_is_inside_and_nothing_is_left() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", () =>
        {
            try
            {
                world.Read();
            }
            catch (ObjectDisposedException)
            {
                // Refused, and so not inside.
            }
        });
        run.Thread("dispose", () =>
        {
            world.Replace();
            world.List.Dispose();
            world.Entry.IsFreed = true; // by hand: nobody can be reading it
            if (world.FindUnfreed() is { } unfreed)
                run.Fail(unfreed);
        });
    });

    [Fact]
    public void What_close_does_not_free_it_hands_back_once() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", () =>
        {
            try
            {
                world.Read();
            }
            catch (ObjectDisposedException)
            {
                // Refused, and so not inside.
            }
        });
        run.Thread("close", () =>
        {
            world.Replace();
            world.Replace();
            world.CheckClosed(world.List.Close(TimeSpan.FromHours(1))); // without a clock, its time may be up at any step
        });
    });

    [Fact]
    public void Synchronize_waits_for_the_sections_that_were_open() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", world.Read);
        run.Thread("change", () =>
        {
            var former = world.Entry;
            world.Entry = new Entry();
            world.List.Synchronize();
            former.IsFreed = true; // by hand
        });
    });

    [Fact]
    public void Two_readers_are_both_waited_for() => AssertNothingIsFound(run =>
    {
        var world = new World(run);
        run.Thread("reader", world.Read);
        run.Thread("other reader", world.Read);
        run.Thread("change", world.Replace);
        run.AtEnd(world.FindUnfreed);
    });

    [Fact]
    public void The_time_after_which_a_section_is_overdue_is_one_word_that_any_thread_reads_and_writes()
    {
        TimeSpan first = TimeSpan.FromHours(1), second = Timeout.InfiniteTimeSpan, atFirst = TimeSpan.Zero;
        var seen = new HashSet<TimeSpan>();
        AssertNothingIsFound(run =>
        {
            var list = new World(run).List;
            atFirst = list.OverdueAfter;
            run.Thread("set", () =>
            {
                list.OverdueAfter = first;
                list.OverdueAfter = second;
            });
            run.Thread("get", () => seen.Add(list.OverdueAfter));
        });
        // The explorer stops a thread only before an access of a word, so it sees the value in the middle only if each access is one of those.
        Assert.Equal([second, atFirst, first], seen.Order());
    }

    private static void AssertNothingIsFound(Action<Scenario> scenario)
    {
        var found = Races.Explore(scenario, maxRuns: 3_000, randomRuns: 500);
        Assert.True(found.Failure is null, found.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
    }

    private sealed class Entry
    {
        internal bool IsFreed { get; set; }

        internal void Use(Scenario run)
        {
            if (IsFreed)
                run.Fail("an entry is in use, and freed");
            Interleavings.Point("use");
            if (IsFreed)
                run.Fail("an entry was freed while it was in use");
        }
    }

    /// <summary>One entry that readers look up, and all that it replaced.</summary>
    private sealed class World
    {
        private readonly Scenario _run;
        private readonly List<Entry> _retired = [];

        internal World(Scenario run)
        {
            _run = run;
            List = new RetireList<Entry>(entry =>
            {
                if (entry.IsFreed)
                    run.Run.Note(Verdict.Failed, "an entry was freed twice");
                entry.IsFreed = true;
            });
        }

        internal RetireList<Entry> List { get; }

        internal Entry Entry { get; set; } = new();

        internal void Read()
        {
            using (List.EnterSection())
            {
                Interleavings.Point("look up");
                Entry.Use(_run);
            }
        }

        internal void Replace()
        {
            Interleavings.Point("replace");
            var former = Entry;
            Entry = new Entry();
            _retired.Add(former);
            List.Retire(former);
        }

        internal void CheckClosed(IReadOnlyList<Entry> left)
        {
            foreach (var entry in _retired)
            {
                if (left.Count(other => ReferenceEquals(other, entry)) != (entry.IsFreed ? 0 : 1))
                    _run.Fail(entry.IsFreed ? "an entry was freed, and handed back" : "an entry was not freed, and not handed back once");
            }
        }

        internal string? FindUnfreed() => _retired.TrueForAll(entry => entry.IsFreed) ? null : "something that was retired is not freed, and nothing is left that would";
    }
}
