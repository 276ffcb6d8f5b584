using System.Collections.Concurrent;
using NotifierSdk.Runtime.Tests.Engine;
using NotifierSdk.Seam;

namespace NotifierSdk.Runtime.Tests.Retirement;

/// <summary>What the list promises to one who uses it, and what it says to one who misuses it.</summary>
public sealed class RetireListTests : IDisposable
{
    private static readonly TimeSpan s_longEnough = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<int> _freed = new();
    private readonly RetireList<int> _list;

    public RetireListTests() => _list = new RetireList<int>(_freed.Enqueue, "blocks");

    public void Dispose() => _list.Dispose();

    [Fact]
    public void What_nobody_can_see_is_freed_once_and_in_order()
    {
        for (var item = 0; item < 1000; item++)
            _list.Retire(item);
        _list.Synchronize();
        Assert.Equal(Enumerable.Range(0, 1000), _freed);
        Assert.Equal(0, _list.Count);
    }

    [Fact]
    public void What_a_section_may_have_seen_is_freed_when_it_is_left()
    {
        using (var section = _list.EnterSection())
        {
            _list.Retire(1);
            AssertNotFreed(1);
        }

        _list.Synchronize();
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void Sections_nest_and_the_outermost_counts()
    {
        using (_list.EnterSection())
        {
            using (_list.EnterSection())
                _list.Retire(1);
            Assert.True(_list.IsEnteredByCurrentThread);
            AssertNotFreed(1);
        }

        Assert.False(_list.IsEnteredByCurrentThread);
        _list.Synchronize();
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void A_section_that_was_entered_after_the_drop_holds_up_nothing()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        _list.Retire(1);
        _list.Synchronize();
        var late = InSection(entered, go);
        Assert.Equal([1], _freed);
        go.Release();
        Join(late);
    }

    [Fact]
    public void A_section_left_twice_is_left_once()
    {
        var first = _list.EnterSection();
        first.Dispose();
        using (_list.EnterSection())
        {
            first.Dispose();
            Assert.True(_list.IsEnteredByCurrentThread);
        }
    }

    [Fact]
    public void A_section_left_twice_does_not_leave_another_one_of_the_same_depth()
    {
        var outer = _list.EnterSection();
        var left = _list.EnterSection();
        left.Dispose();
        var open = _list.EnterSection();
        left.Dispose();
        var isOuterRefused = false;
        try
        {
            outer.Dispose();
        }
        catch (InvalidOperationException)
        {
            isOuterRefused = true;
        }

        Assert.True(isOuterRefused);
        _list.Retire(1);
        AssertNotFreed(1);
        open.Dispose();
        outer.Dispose();
        Assert.False(_list.IsEnteredByCurrentThread);
        _list.Synchronize();
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void A_section_left_twice_leaves_nothing_however_deep_the_present_ones_are()
    {
        using (_list.EnterSection())
        {
            var left = _list.EnterSection();
            left.Dispose();
            EnterDeeper(ref left, levels: 20);
        }

        Assert.False(_list.IsEnteredByCurrentThread);

        void EnterDeeper(ref readonly RetireSection left, int levels)
        {
            using (_list.EnterSection())
            {
                if (levels > 0)
                    EnterDeeper(in left, levels - 1);
                left.Dispose(); // were it taken for an open one, it would be refused, because another one is open inside it
            }
        }
    }

    [Fact]
    public void The_outer_section_cannot_be_left_before_the_inner_one()
    {
        var outer = _list.EnterSection();
        var inner = _list.EnterSection();
        InvalidOperationException? thrown = null;
        try
        {
            outer.Dispose();
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception;
        }

        Assert.Contains("Leave the inner one first", thrown?.Message, StringComparison.Ordinal);
        Assert.True(_list.IsEnteredByCurrentThread);
        inner.Dispose();
        outer.Dispose();
        Assert.False(_list.IsEnteredByCurrentThread);
    }

    [Fact]
    public void Sections_of_one_list_hold_up_nothing_in_another()
    {
        using var other = new RetireList<int>(_freed.Enqueue, "other");
        using (_list.EnterSection())
        {
            other.Retire(7);
            other.Synchronize();
        }

        Assert.Equal([7], _freed);
    }

    [Fact]
    public void Who_ends_inside_a_section_has_left_it()
    {
        var thread = new Thread(() => _ = _list.EnterSection());
        thread.Start();
        Join(thread);
        _list.Retire(1);
        _list.Synchronize();
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void Who_ends_inside_a_section_while_it_is_waited_for_has_left_it()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            _ = _list.EnterSection();
            entered.Release();
            go.Wait();
        });
        thread.Start();
        Assert.True(entered.Wait(s_longEnough));
        _list.Retire(1);
        AssertNotFreed(1);
        go.Release();
        Join(thread);
        _list.Synchronize();
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void Records_of_threads_that_ended_do_not_pile_up()
    {
        for (var count = 0; count < 100; count++)
        {
            var thread = new Thread(() => _list.EnterSection().Dispose());
            thread.Start();
            Join(thread);
        }

        Assert.InRange(_list.Threads, 1, 3);
    }

    [Fact]
    public void A_list_that_is_disposed_is_kept_by_no_thread()
    {
        var list = DisposedAfterUse();
        // The thread that ran the last pass holds the list until it has returned from it, which may be after Dispose.
        Assert.True(SpinWait.SpinUntil(() => IsCollected(list), s_longEnough));
    }

    [Fact]
    public void Retiring_allocates_nothing_once_the_list_has_grown()
    {
        // How many items meet in one of its two lists depends on when the passes run. Neither ever holds more than a round's, so both have grown for good some time.
        const int Enough = 20;
        var roundsWithoutAllocation = 0;
        for (var round = 0; roundsWithoutAllocation < Enough; round++)
        {
            Assert.True(round < 50 * Enough, "It allocates again and again.");
            var before = GC.GetAllocatedBytesForCurrentThread();
            RetireMany();
            roundsWithoutAllocation = GC.GetAllocatedBytesForCurrentThread() == before ? roundsWithoutAllocation + 1 : 0;
        }

        void RetireMany()
        {
            for (var item = 0; item < 500; item++)
                _list.Retire(item);
            _list.Synchronize();
        }
    }

    [Fact]
    public void Sections_allocate_nothing()
    {
        _list.EnterSection().Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++)
        {
            using (_list.EnterSection())
            {
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_callback_that_throws_is_reported_and_the_others_are_freed()
    {
        var reported = new ConcurrentQueue<RetireListErrorEventArgs>();
        using var list = new RetireList<int>(item =>
        {
            if (item == 1)
                throw new InvalidTimeZoneException("thrown on purpose");
            _freed.Enqueue(item);
        });
        list.Error += (_, error) => reported.Enqueue(error);
        using (list.EnterSection())
        {
            for (var item = 0; item < 3; item++)
                list.Retire(item);
        }

        list.Synchronize();
        Assert.Equal([0, 2], _freed);
        Assert.IsType<InvalidTimeZoneException>(Assert.Single(reported).Exception);
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void What_the_callback_threw_while_error_had_no_handler_is_thrown_by_dispose()
    {
        var list = new RetireList<int>(_ => throw new InvalidTimeZoneException("thrown on purpose"));
        list.Retire(1);
        var thrown = Assert.Throws<AggregateException>(list.Dispose);
        Assert.IsType<InvalidTimeZoneException>(Assert.Single(thrown.InnerExceptions));
        Assert.StartsWith("The callback that frees what was retired into 'retire list' threw, and Error had no handler.", thrown.Message, StringComparison.Ordinal);
        list.Dispose();
        Assert.Throws<ObjectDisposedException>(() => list.Retire(2));
    }

    [Fact]
    public void The_callback_may_retire_more_and_enter_sections()
    {
        RetireList<int> list = null!;
        list = new RetireList<int>(item =>
        {
            using (list.EnterSection())
                _freed.Enqueue(item);
            if (item < 10)
                list.Retire(item + 1);
        });
        list.Retire(0);
        list.Synchronize();
        list.Retire(100);
        while (_freed.Count < 12)
            list.Synchronize();
        list.Dispose();
        Assert.Equal(Enumerable.Range(0, 11), _freed.Where(item => item <= 10));
    }

    [Fact]
    public void Disposing_frees_what_the_callback_retires_meanwhile()
    {
        RetireList<int> list = null!;
        list = new RetireList<int>(item =>
        {
            _freed.Enqueue(item);
            if (item < 10)
                list.Retire(item + 1);
        });
        list.Retire(0);
        list.Dispose();
        Assert.Equal(Enumerable.Range(0, 11), _freed);
    }

    [Fact]
    public void Waiting_for_oneself_is_refused()
    {
        var thrown = new ConcurrentQueue<Exception>();
        using (_list.EnterSection())
        {
            thrown.Enqueue(Assert.Throws<InvalidOperationException>(() => _list.Synchronize()));
            thrown.Enqueue(Assert.Throws<InvalidOperationException>(_list.Dispose));
            thrown.Enqueue(Assert.Throws<InvalidOperationException>(() => _list.Close(TimeSpan.Zero)));
        }

        Assert.All(thrown, exception => Assert.Contains("inside a section", exception.Message, StringComparison.Ordinal));
        RetireList<int> list = null!;
        list = new RetireList<int>(_ => thrown.Enqueue(Assert.Throws<InvalidOperationException>(list.Dispose)));
        list.Retire(0);
        list.Dispose();
        Assert.Contains("by its own callback", thrown.Last().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_list_refuses_sections_and_items()
    {
        _list.Dispose();
        Assert.Contains("'blocks' is disposed", Assert.Throws<ObjectDisposedException>(() => _list.EnterSection()).Message, StringComparison.Ordinal);
        Assert.Contains("'blocks' is disposed", Assert.Throws<ObjectDisposedException>(() => _list.Retire(1)).Message, StringComparison.Ordinal);
        Assert.False(_list.IsEnteredByCurrentThread);
        _list.Synchronize();
        Assert.Empty(_freed);
    }

    [Fact]
    public void Closing_hands_back_what_somebody_may_still_use()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var reader = InSection(entered, go);
        _list.Retire(1);
        AssertNotFreed(1);
        _list.Retire(2);
        Assert.Equal([1, 2], _list.Close(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(0, _list.Count);
        go.Release();
        Join(reader);
        Assert.Empty(_freed);
    }

    [Fact]
    public void Closing_hands_back_nothing_when_nobody_is_inside()
    {
        _list.Retire(1);
        Assert.Empty(_list.Close(s_longEnough));
        Assert.Equal([1], _freed);
    }

    [Fact]
    public void Closing_does_not_go_on_with_what_the_callback_retires_when_its_time_is_up()
    {
        var isOver = false;
        RetireList<int> list = null!;
        list = new RetireList<int>(item =>
        {
            _freed.Enqueue(item);
            if (!Volatile.Read(ref isOver))
                list.Retire(item + 1);
        });
        list.Retire(0);
        IReadOnlyList<int> left = [];
        var closer = new Thread(() => left = list.Close(TimeSpan.FromMilliseconds(1)));
        closer.Start();
        try
        {
            Join(closer);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
        }

        Assert.Equal([_freed.Count], left);
        Assert.Equal(Enumerable.Range(0, _freed.Count), _freed);
        Assert.Equal(0, list.Count);
        Assert.Throws<ObjectDisposedException>(() => list.Retire(0));
    }

    [Fact]
    public void Closing_waits_for_the_callback_that_runs_and_hands_back_what_comes_after_it_when_its_time_is_up()
    {
        using var isIn = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var list = new RetireList<int>(item =>
        {
            if (item == 1)
            {
                isIn.Release();
                go.Wait();
            }

            _freed.Enqueue(item);
        });
        using (list.EnterSection())
        {
            list.Retire(0);
            Assert.True(SpinWait.SpinUntil(() => list.IsWaiting, s_longEnough));
            for (var item = 1; item < 4; item++)
                list.Retire(item); // one batch
        }

        Assert.True(isIn.Wait(s_longEnough));
        IReadOnlyList<int> left = [];
        var closer = new Thread(() => left = list.Close(TimeSpan.FromMilliseconds(1)));
        closer.Start();
        Assert.True(SpinWait.SpinUntil(() => list.IsStopping, s_longEnough));
        list.Retire(4);
        Assert.Equal(4, list.Count);
        go.Release();
        Join(closer);
        Assert.Equal([0, 1], _freed);
        Assert.Equal([2, 3, 4], left);
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void A_close_that_is_interrupted_loses_nothing()
    {
        using var isIn = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var list = new RetireList<int>(item =>
        {
            isIn.Release();
            go.Wait();
            _freed.Enqueue(item);
        });
        list.Retire(1);
        Assert.True(isIn.Wait(s_longEnough));
        list.Retire(2);
        Exception? thrown = null;
        var closer = new Thread(() => thrown = Record.Exception(() => list.Close(TimeSpan.FromMilliseconds(1))));
        closer.Start();
        Assert.True(SpinWait.SpinUntil(() => list.IsStopping, s_longEnough));
        closer.Interrupt();
        Join(closer);
        Assert.IsType<ThreadInterruptedException>(thrown);
        go.Release(2);
        list.Dispose();
        Assert.Equal([1, 2], _freed);
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void A_close_that_is_interrupted_while_the_pass_stops_leaves_it_its_batch()
    {
        using var isIn = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        using var isStopping = new SemaphoreSlim(0);
        using var mayStop = new SemaphoreSlim(0);
        var list = new RetireList<int>(item =>
        {
            _freed.Enqueue(item);
            if (item != 1 || _freed.Count(freed => freed == 1) > 1)
                return;
            isIn.Release();
            go.Wait();
            Interception.Scheduler = new HeldAtLock(isStopping, mayStop); // the next lock is that of the pass, which has seen that it is to stop
        });
        using (list.EnterSection())
        {
            list.Retire(0);
            Assert.True(SpinWait.SpinUntil(() => list.IsWaiting, s_longEnough));
            for (var item = 1; item < 4; item++)
                list.Retire(item); // one batch
        }

        Assert.True(isIn.Wait(s_longEnough));
        Exception? thrown = null;
        var closer = new Thread(() => thrown = Record.Exception(() => list.Close(TimeSpan.FromMilliseconds(1))));
        closer.Start();
        Assert.True(SpinWait.SpinUntil(() => list.IsStopping, s_longEnough));
        list.Retire(4);
        go.Release();
        Assert.True(isStopping.Wait(s_longEnough));
        closer.Interrupt();
        Join(closer);
        Assert.IsType<ThreadInterruptedException>(thrown);
        mayStop.Release();
        list.Dispose();
        Assert.Equal([0, 1, 2, 3, 4], _freed);
        Assert.Equal(0, list.Count);
    }

    [Fact]
    public void A_wait_for_what_a_close_hands_back_throws()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        var reader = InSection(entered, go);
        _list.Retire(1);
        Exception? thrown = null;
        var waiter = new Thread(() => thrown = Record.Exception(() => _list.Synchronize()));
        waiter.Start();
        Assert.True(SpinWait.SpinUntil(() => (waiter.ThreadState & ThreadState.WaitSleepJoin) != 0, s_longEnough));
        Assert.Equal([1], _list.Close(TimeSpan.FromMilliseconds(1)));
        Join(waiter);
        Assert.IsType<ObjectDisposedException>(thrown);
        Assert.Throws<ObjectDisposedException>(() => _list.Synchronize());
        go.Release();
        Join(reader);
    }

    [Fact]
    public void A_wait_can_be_cancelled()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        using var cancellation = new CancellationTokenSource();
        var reader = InSection(entered, go);
        cancellation.CancelAfter(1);
        Assert.ThrowsAny<OperationCanceledException>(() => _list.Synchronize(cancellation.Token));
        go.Release();
        Join(reader);
        _list.Synchronize();
    }

    [Fact]
    public void A_section_that_is_open_for_too_long_is_reported_once_with_its_thread()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        using var isReported = new ManualResetEventSlim();
        var reported = new ConcurrentQueue<string>();
        _list.OverdueAfter = TimeSpan.FromTicks(1);
        _list.Error += (_, error) =>
        {
            reported.Enqueue(error.Message);
            isReported.Set();
        };
        var reader = InSection(entered, go, "slow reader");
        var waiter = new Thread(() => _list.Synchronize());
        waiter.Start();
        Assert.True(isReported.Wait(s_longEnough));
        go.Release();
        Join(reader);
        Join(waiter);
        Assert.Contains("'slow reader'", Assert.Single(reported), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_time_that_is_none_is_refused(int milliseconds)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _list.OverdueAfter = TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(TimeSpan.FromSeconds(10), _list.OverdueAfter);
        _list.OverdueAfter = Timeout.InfiniteTimeSpan;
        Assert.Equal(Timeout.InfiniteTimeSpan, _list.OverdueAfter);
    }

    [Fact]
    public void A_section_that_is_no_section_is_left_without_effect() => default(RetireSection).Dispose();

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference DisposedAfterUse()
    {
        var list = new RetireList<int>(static _ => { });
        list.EnterSection().Dispose();
        list.Retire(1);
        list.Dispose();
        return new WeakReference(list);
    }

    private static bool IsCollected(WeakReference list)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return !list.IsAlive;
    }

    private static void Join(Thread thread) => Assert.True(thread.Join(s_longEnough));

    private Thread InSection(SemaphoreSlim entered, SemaphoreSlim go, string name = "reader")
    {
        var thread = new Thread(() =>
        {
            using (_list.EnterSection())
            {
                entered.Release();
                go.Wait();
            }
        })
        { Name = name };
        thread.Start();
        Assert.True(entered.Wait(s_longEnough));
        return thread;
    }

    /// <summary>Waits until the pass has decided to wait; not for something not to happen.</summary>
    private void AssertNotFreed(int item)
    {
        Assert.True(SpinWait.SpinUntil(() => _list.IsWaiting, s_longEnough));
        Assert.DoesNotContain(item, _freed);
    }

    /// <summary>Holds its thread before the next lock, and then leaves it alone.</summary>
    private sealed class HeldAtLock(SemaphoreSlim isThere, SemaphoreSlim mayGo) : Bystander
    {
        internal override void Acquire(object @lock, string name)
        {
            Interception.Scheduler = null;
            isThere.Release();
            mayGo.Wait();
        }
    }
}
