using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class LocksUnaskedTests() : RuleTests("NSDK3009")
{
    protected override string Broken => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly HashSet<ulong> _pages = [];

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using ([|_lock.EnterScope()|])
                {
                    _pages.Clear();
                }

                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly HashSet<ulong> _pages = [];

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (invalidation.IsBlockable)
                    _lock.Enter();
                else if (!_lock.TryEnter())
                    return false;
                try
                {
                    _pages.Clear();
                }
                finally
                {
                    _lock.Exit();
                }

                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly HashSet<ulong> _pages = [];

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using ([|_lock.EnterScope()|])
                {
                    _pages.Clear();
                }

                return true;
            }

            void Half(Missing x) => _lock.
        """;

    [Theory]
    [InlineData("lock (_mutex) return true;", true)]
    [InlineData("if (!invalidation.IsBlockable) return false; lock (_mutex) return true;", false)]
    [InlineData("if (!Monitor.TryEnter(_mutex)) return false; Monitor.Exit(_mutex); return true;", false)]
    public Task It_speaks_where_the_lock_is_waited_for_unasked(string callback, bool isWrong) => VerifyAsync($$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly object _mutex = new();

            protected override bool OnInvalidate(in Invalidation invalidation) { {{(isWrong ? callback.Replace("_mutex", "[|_mutex|]", StringComparison.Ordinal) : callback)}} }
        }
        """);

    [Fact]
    public Task It_is_off_by_default() => Verify.DiagnosticsAsync(Broken.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
}
