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
}
