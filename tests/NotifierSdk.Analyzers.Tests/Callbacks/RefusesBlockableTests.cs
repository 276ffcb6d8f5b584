using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class RefusesBlockableTests() : RuleTests("NSDK3004")
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
                if (_isClosed)
                    [|return false;|]
                if (invalidation.IsBlockable)
                    [|return false;|]
                if (!invalidation.Range.Overlaps(Range))
                    return true;
                try
                {
                    Drain();
                }
                catch (InvalidOperationException)
                {
                    return false;
                }
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            private void Drain() { worker.Interrupt(); }

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
                if (!invalidation.IsBlockable && _isClosed)
                    return false;
                if (!_lock.TryEnter())
                    return false;
                _lock.Exit();
                if (!worker.Join(0))
                    return false;
                var isFree = _lock.TryEnter();
                if (!isFree)
                    return false;
                _lock.Exit();
                using (_lock.EnterScope())
                    SetSeq(invalidation.Sequence);
                return true;
            }

            private void Drain() {  }

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
                if (_isClosed)
                    [|return false;|]
                if (invalidation.
                    return
        """;

    [Theory]
    [InlineData("return Quiesce(invalidation.IsBlockable);", "if (!mayWait) return false;")]
    [InlineData("return Quiesce(!invalidation.IsBlockable);", "if (mayWait) return false;")]
    [InlineData("var mayWait = invalidation.IsBlockable; return Quiesce(mayWait);", "if (mayWait == false) return false;")]
    [InlineData("return Pass(invalidation.IsBlockable);", "if (!mayWait) return false;")]
    [InlineData("return Quiesce(invalidation.IsBlockable);", "try { Thread.MemoryBarrier(); return true; } catch (Exception) when (!mayWait) { return false; }")]
    [InlineData("return Quiesce(invalidation.IsBlockable);", "if (mayWait) [|return false;|]")]
    [InlineData("return Quiesce(!invalidation.IsBlockable);", "if (!mayWait) [|return false;|]")]
    [InlineData("return Quiesce(_isClosed);", "if (!mayWait) [|return false;|]")]
    [InlineData("return Quiesce(invalidation.IsBlockable);", "mayWait |= _isClosed; if (!mayWait) [|return false;|]")]
    [InlineData("return Quiesce(invalidation.IsBlockable);", "try { Thread.MemoryBarrier(); return true; } catch (Exception) when (mayWait) { [|return false;|] }")]
    public Task What_a_helper_is_told_is_the_answer(string callback, string helper) => VerifyAsync($$"""
        sealed class Mirror : IntervalNotifier
        {
            private bool _isClosed;

            public void Close() => _isClosed = true;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                SetSeq(invalidation.Sequence);
                if (!MayFail)
                    return true;
                {{callback}}
            }

            private static bool MayFail => true;

            private bool Pass(bool mayBlock) => Quiesce(mayBlock);

            private bool Quiesce(bool mayWait)
            {
                {{helper}}
                {{(helper.StartsWith("try", StringComparison.Ordinal) ? "" : "return true;")}}
            }
        }
        """);
}
