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

    [Fact]
    public Task The_lock_is_tried_where_it_may_not_be_waited_for() => VerifyFixAsync(Broken, """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly HashSet<ulong> _pages = [];

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                if (!_lock.TryEnter(in invalidation, out var scope))
                    return false;

                using (scope)
                {
                    _pages.Clear();
                }

                return true;
            }
        }
        """);

    [Fact]
    public Task Two_scopes_have_two_names() => VerifyFixAsync(
        """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly DriverLock _other = new();

            protected override bool OnInvalidate(in Invalidation change)
            {
                var scope = change.Overlap; // the range
                using var held = [|_lock.EnterScope()|];
                // and the other one
                using (var both = [|this._other.EnterScope()|])
                    return scope.Length > 0;
            }
        }
        """,
        """
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly DriverLock _other = new();

            protected override bool OnInvalidate(in Invalidation change)
            {
                var scope = change.Overlap; // the range
                if (!_lock.TryEnter(in change, out var scope2))
                    return false;

                using var held = scope2;
                if (!this._other.TryEnter(in change, out var scope3))
                    return false;

                // and the other one
                using (var both = scope3)
                    return scope.Length > 0;
            }
        }
        """);

    [Theory]
    [InlineData("[|_lock.Enter()|]; _lock.Exit(); return true;")]
    [InlineData("if (Owner is null) { using ([|_lock.EnterScope()|]) return true; } return true;")]
    [InlineData("Drop(); return true; void Drop() { using ([|_lock.EnterScope()|]) { } }")]
    public Task No_fix_where_it_cannot_refuse_or_has_begun(string callback) => VerifyNoFixAsync($$"""
        public sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();

            protected override bool OnInvalidate(in Invalidation invalidation) { {{callback}} }
        }
        """);
}
