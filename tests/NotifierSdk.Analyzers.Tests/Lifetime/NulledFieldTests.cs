using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Lifetime;

public class NulledFieldTests() : RuleTests("NSDK5009")
{
    protected override string Broken => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private HashSet<ulong>? _pages = [];

            public void Stop() => _pages = null;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    [|_pages|]!.Clear();
                return true;
            }
        }
        """;

    protected override string Correct => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private HashSet<ulong>? _pages = [];

            public void Locked()
            {
                lock (_sync)
                    _pages = null;
            }

            public void Removed()
            {
                Remove();
                _pages = null;
            }

            public void Replaced() => _pages = [];

            protected override void OnRemoved() => _pages = null;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    _pages!.Clear();
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private HashSet<ulong>? _pages = [];

            public void Stop()
            {
                _pages = null;
                Missing(
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    [|_pages|]!.Clear();
                return true;
            }
        }
        """;

    [Fact]
    public Task A_callback_that_asks_for_null_is_silent() => VerifyAsync("""
        sealed class Mirror : IntervalNotifier
        {
            private readonly object _sync = new();
            private HashSet<ulong>? _pages = [];

            public void Stop() => _pages = null;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                lock (_sync)
                    _pages?.Clear();
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("public void Close() => _pages = null;", "if (_pages != null) [|_pages|].Clear();")]
    [InlineData("public void Close() => _pages = null;", "if (_pages is null) return true; [|_pages|].Clear();")]
    [InlineData("public void Close() => _pages = null;", "if (_pages is not null) [|_pages|].Clear();")]
    [InlineData("public void Close() => _pages = null;", "_pages?.Clear();")]
    [InlineData("public void Close() => _pages = null;", "if (_pages is { } pages) pages.Clear();")]
    [InlineData("public void Close() => _pages = null;", "var pages = _pages; if (pages != null) pages.Clear();")]
    [InlineData("public void Close() { using (_lock.EnterScope()) _pages = null; }", "if (_pages != null) _pages.Clear();")]
    [InlineData("public void Close() { Remove(); _pages = null; }", "if (_pages != null) _pages.Clear();")]
    [InlineData("public void Close() { using (_lock.EnterScope()) Drop(); } private void Drop() => _pages = null;", "if (_pages != null) _pages.Clear();")]
    public Task A_test_does_not_help_if_the_field_is_read_again(string close, string use) => VerifyAsync($$"""
        sealed class Mirror : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private HashSet<ulong>? _pages = [];

            {{close}}

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    {{use}}
                    return true;
                }
            }
        }
        """);
}
