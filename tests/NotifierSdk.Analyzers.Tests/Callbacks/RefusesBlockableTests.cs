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
}
