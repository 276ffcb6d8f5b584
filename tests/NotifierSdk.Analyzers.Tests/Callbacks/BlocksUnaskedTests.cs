using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class BlocksUnaskedTests() : RuleTests("NSDK3003")
{
    protected override string Broken => """
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly ManualResetEventSlim _idle = new();
            private bool _isClosed;

            public void Close() => _isClosed = true;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|worker.Join()|];
                [|Flush().GetAwaiter().GetResult()|];
                if (!invalidation.IsBlockable)
                    [|Thread.Sleep(1)|];
                Drain();
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            private void Drain() { [|_idle.Wait(TimeSpan.FromSeconds(1))|]; }

            private Task Flush() => Task.CompletedTask;
        }
        """;

    protected override string Correct => """
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly ManualResetEventSlim _idle = new();
            private bool _isClosed;

            public void Close() => _isClosed = true;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                var mayWait = invalidation.IsBlockable;
                if (mayWait)
                    worker.Join();
                else if (!_idle.Wait(0))
                    return false;
                if (!invalidation.IsBlockable)
                    return _idle.Wait(TimeSpan.Zero);
                Drain();
                Task.Run(() => worker.Join());
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            private void Drain() { _idle.Wait(); }

            private Task Flush() => Task.CompletedTask;
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly ManualResetEventSlim _idle = new();
            private bool _isClosed;

            public void Close() => _isClosed = true;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|worker.Join()|];
                Flush().Wait(
        """;

    [Fact]
    public Task The_finish_half_may_wait_and_an_annotated_callback_asks_too() => VerifyAsync("""
        sealed partial class Umem : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();

            [InvalidateStart]
            private void Begin(in Invalidation invalidation) => [|Thread.Sleep(1)|];

            [InvalidateFinish]
            private void End() => Thread.Sleep(1);
        }
        """);

    [Fact]
    public Task The_fix_refuses_first_of_all() => VerifyFixAsync(
        """
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation change)
            {
                // All of them.
                [|worker.Join()|];
                [|Thread.Sleep(1)|];
                return true;
            }
        }
        """,
        """
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation change)
            {
                if (!change.IsBlockable)
                    return false;

                // All of them.
                worker.Join();
                Thread.Sleep(1);
                return true;
            }
        }
        """);

    [Fact]
    public Task A_helper_cannot_refuse() => VerifyNoFixAsync("""
        sealed class Mirror(Thread worker) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                Stop();
                return true;
            }

            private void Stop() => [|worker.Join()|];
        }
        """);

    [Theory]
    [InlineData("[|fence.Await(TimeSpan.FromMilliseconds(100))|];")]
    [InlineData("[|fence.Await(100)|];")]
    [InlineData("in a helper", false)]
    [InlineData("fence.Await(TimeSpan.Zero);")]
    [InlineData("fence.Await(TimeSpan.FromMilliseconds(0));")]
    [InlineData("fence.Await(0);")]
    [InlineData("fence.Await(invalidation.IsBlockable ? 100 : 0);")]
    [InlineData("if (invalidation.IsBlockable) fence.Await(100);")]
    [InlineData("if (!invalidation.IsBlockable) return false; fence.Await(TimeSpan.FromSeconds(1));")]
    [InlineData("Drain(fence, invalidation.IsBlockable);")]
    [InlineData("fence.Poll();")]
    public Task A_wait_of_another_type_with_a_limit_is_a_wait(string wait, bool isHere = true) => VerifyAsync($$"""
        sealed class Fence
        {
            private readonly ManualResetEventSlim _signalled = new();

            public void Await(TimeSpan limit) => _signalled.Wait(limit);

            public void Await(int milliseconds) => _signalled.Wait(milliseconds);

            public bool Poll() => _signalled.Wait(0);
        }

        sealed class Mirror(Fence fence) : IntervalNotifier
        {
            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                SetSeq(invalidation.Sequence);
                {{(isHere ? wait : "Flush(fence);")}}
                return true;
            }

            private static void Flush(Fence all) { {{(isHere ? "" : "[|all.Await(5)|];")}} }

            private static void Drain(Fence all, bool mayWait)
            {
                if (mayWait)
                    all.Await(5);
            }
        }
        """);
}
