using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Tests.Table;

/// <summary>Every combination of flavour, lock and collect form, run against the runtime and disturbed at each of its steps.</summary>
public class TableTests
{
    public static TheoryData<Row> Rows => [.. Row.All];

    public static TheoryData<Row> RowsThatCollect => [.. Row.All.Where(static row => row.Collects)];

    public static TheoryData<Row> RowsThatTry => [.. Row.All.Where(static row => row.Collect == RowCollect.Try)];

    public static TheoryData<Row> RowsThatAwait => [.. Row.All.Where(static row => row.Collect == RowCollect.Awaited || row.IsCommitAwaited)];

    [Fact]
    public void The_table_has_every_combination()
    {
        var flavours = Enum.GetValues<FaultFlavour>().Length;
        var locks = Enum.GetValues<LockKind>().Length + 1; // one of them also shared
        var forms = Enum.GetValues<CollectForm>().Length;
        var wrappers = Enum.GetValues<FaultWrapper>().Length - 1;
        var synchronous = flavours * locks * forms;
        var asynchronous = wrappers * flavours * locks * (forms + 1);
        var awaitedCommits = wrappers * flavours * (forms + 1);
        Assert.Equal(synchronous + asynchronous + awaitedCommits, Row.All.Count);
        Assert.Equal(Row.All.Count, Row.All.Select(static row => row.TypeName).Distinct().Count());
    }

    [Theory, MemberData(nameof(Rows))]
    public void Undisturbed_it_collects_without_and_commits_with_the_lock(Row row)
    {
        using var run = new RowRun(row);
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
        Assert.Equal(run.Steps("collect 1", "commit 1 locked"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(RowsThatAwait))]
    public void What_is_awaited_may_really_wait(Row row)
    {
        using var run = new RowRun(row);
        run.Probe.IsSlow = true;
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
        Assert.Equal(run.Steps("collect 1", "commit 1 locked"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void At_the_begin_it_waits_for_the_invalidation_that_runs(Row row)
    {
        using var run = new RowRun(row);
        var open = run.Space.BeginInvalidate(RowRun.Range, InvalidationEvent.Unmap).Detach();
        if (row.IsAsynchronous)
        {
            var context = new CountingContext();
            var call = context.Run(run.Begin);
            Assert.False(RowRun.IsCompleted(call));
            Assert.Equal(["drop locked"], run.Probe.Log);
            open.End();
            Assert.Equal(run.Expected(FaultStatus.Completed), RowRun.Complete(call));
            Assert.Equal(0, context.Posts); // a caller that blocks its own context hangs nobody
        }
        else
        {
            new StepScheduler { OnPark = open.End }.Run(() => Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault()));
        }

        Assert.Equal(run.Steps("drop locked", "collect 1", "commit 1 locked"), run.Probe.Log);
    }

    [Theory, MemberData(nameof(RowsThatCollect))]
    public void A_collision_while_it_collects_is_discarded_and_tried_again(Row row)
    {
        using var run = new RowRun(row);
        Once(run.Probe, "collect", run.Invalidate);
        Assert.Equal(run.Expected(FaultStatus.Completed, attempt: 2), run.Fault());
        Assert.Equal(run.Steps("collect 1", "drop locked", "undo 1", "collect 2", "commit 2 locked"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void A_collision_while_it_waits_for_the_lock_is_discarded_and_tried_again(Row row)
    {
        using var run = new RowRun(row);
        var collisions = 0;
        new StepScheduler { OnAcquire = () => { if (collisions++ == 0) run.Invalidate(); } }
            .Run(() => Assert.Equal(run.Expected(FaultStatus.Completed, attempt: 2), run.Fault()));
        Assert.Equal(run.Steps("collect 1", "drop locked", "undo 1", "collect 2", "commit 2 locked"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void Colliding_in_every_attempt_it_gives_up(Row row)
    {
        using var run = new RowRun(row);
        new StepScheduler { OnAcquire = run.Invalidate }.Run(() => Assert.Equal(run.Expected(FaultStatus.Collided), run.Fault()));
        Assert.Equal(run.Steps("collect 1", "drop locked", "undo 1", "collect 2", "drop locked", "undo 2"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void An_invalidation_during_the_commit_is_refused_if_it_cannot_wait(Row row)
    {
        using var run = new RowRun(row);
        bool? isAccepted = null;
        Once(run.Probe, "commit", () => isAccepted = run.IsAcceptedElsewhere());
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
        Assert.False(isAccepted);
        Assert.Equal(run.Steps("collect 1", "commit 1 locked"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Out_of_time_it_says_so(Row row)
    {
        using var run = new RowRun(row);
        var open = run.Space.BeginInvalidate(RowRun.Range, InvalidationEvent.Unmap).Detach();
        Assert.Equal(run.Expected(FaultStatus.TimedOut), await OwnThread.Run(run.FaultSoon).WaitAsync(RowRun.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(["drop locked"], run.Probe.Log);
        open.End();
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void Cancelled_before_it_began_it_throws_and_touches_nothing(Row row)
    {
        using var run = new RowRun(row);
        Assert.ThrowsAny<OperationCanceledException>(() => run.FaultCancelledBy(new CancellationToken(canceled: true)));
        Assert.Empty(run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Cancelled_while_it_waits_it_throws(Row row)
    {
        using var run = new RowRun(row);
        using var cancellation = new CancellationTokenSource();
        var open = run.Space.BeginInvalidate(RowRun.Range, InvalidationEvent.Unmap).Detach();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(1)); // whether it waits already makes no difference
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            OwnThread.Run(() => run.FaultCancelledBy(cancellation.Token)).WaitAsync(RowRun.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(["drop locked"], run.Probe.Log);
        open.End();
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(RowsThatCollect))]
    public void Cancelled_while_it_collects_in_vain_it_discards_and_throws(Row row)
    {
        using var run = new RowRun(row);
        using var cancellation = new CancellationTokenSource();
        Once(run.Probe, "collect", () =>
        {
            run.Invalidate();
            cancellation.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => run.FaultCancelledBy(cancellation.Token));
        Assert.Equal("undo 1", run.Probe.Log[^1]);
        Assert.DoesNotContain(run.Probe.Log, static step => step.StartsWith("commit", StringComparison.Ordinal));
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(RowsThatTry))]
    public void Nothing_to_collect_is_unavailable_and_nothing_to_discard(Row row)
    {
        using var run = new RowRun(row);
        run.Probe.IsAvailable = false;
        Assert.Equal(run.Expected(FaultStatus.Unavailable), run.Fault());
        Assert.Equal(["collect 1"], run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
    }

    [Theory, MemberData(nameof(Rows))]
    public void Removed_and_released_are_statuses(Row row)
    {
        using var removed = new RowRun(row, isInserted: false);
        Assert.Equal(removed.Expected(FaultStatus.Removed), removed.Fault());
        using var released = new RowRun(row);
        released.Space.Dispose();
        Assert.Equal(released.Expected(FaultStatus.Released), released.Fault());
        Assert.Equal(["drop locked"], released.Probe.Log);
    }

    [Theory, MemberData(nameof(RowsThatCollect))]
    public void What_collecting_throws_comes_through(Row row)
    {
        using var run = new RowRun(row);
        Once(run.Probe, "collect", static () => throw new TimeZoneNotFoundException());
        Assert.Throws<TimeZoneNotFoundException>(() => run.Fault());
        Assert.Equal(["collect 1"], run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
    }

    [Theory, MemberData(nameof(Rows))]
    public void What_committing_throws_comes_through_and_what_was_collected_is_discarded(Row row)
    {
        using var run = new RowRun(row);
        Once(run.Probe, "commit", static () => throw new TimeZoneNotFoundException());
        Assert.Throws<TimeZoneNotFoundException>(() => run.Fault());
        Assert.Equal(run.Steps("collect 1", "commit 1 locked", "undo 1"), run.Probe.Log);
        Assert.True(run.IsAcceptedElsewhere());
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Remove_returns_only_after_the_commit_that_runs(Row row)
    {
        using var run = new RowRun(row);
        using var isAtLock = new ManualResetEventSlim();
        Task? removal = null;
        Once(run.Probe, "commit", () =>
        {
            removal = OwnThread.Run(() => new StepScheduler { OnAcquire = isAtLock.Set }.Run(run.Driver.Remove));
            Assert.True(isAtLock.Wait(RowRun.Patience), "Remove does not wait for commits.");
            Assert.False(removal.IsCompleted);
        });
        Assert.Equal(run.Expected(FaultStatus.Completed), run.Fault());
        await removal!;
        Assert.Equal(run.Expected(FaultStatus.Removed), run.Fault());
    }

    /// <summary>Counts what wants to continue where it began.</summary>
    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        public int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }

        public T Run<T>(Func<T> work)
        {
            var former = Current;
            SetSynchronizationContext(this);
            try
            {
                return work();
            }
            finally
            {
                SetSynchronizationContext(former);
            }
        }
    }

    private static void Once(Probe probe, string step, Action action)
    {
        probe.OnStep = at =>
        {
            if (at != step)
                return;
            probe.OnStep = null;
            action();
        };
    }
}
