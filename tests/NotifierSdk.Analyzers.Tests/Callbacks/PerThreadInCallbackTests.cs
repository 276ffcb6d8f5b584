using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Callbacks;

public class PerThreadInCallbackTests() : RuleTests("NSDK3011")
{
    protected override string Broken => """
        public sealed class Lookup : IntervalNotifier
        {
            private readonly ThreadLocal<Dictionary<ulong, ulong>> _recent = new(() => []);

            public ulong Find(ulong page) => _recent.Value!.GetValueOrDefault(page);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|_recent.Value!.Clear()|];
                return true;
            }
        }
        """;

    protected override string Correct => """
        public sealed class Lookup : IntervalNotifier
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<ulong, ulong> _recent = new();

            public ulong Find(ulong page) => _recent.GetValueOrDefault(page);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                _recent.Clear();
                return true;
            }
        }
        """;

    protected override string HalfTyped => """
        public sealed class Lookup : IntervalNotifier
        {
            private readonly ThreadLocal<Dictionary<ulong, ulong>> _recent = new(() => []);

            public ulong Find(ulong page) => _recent.Value!.GetValueOrDefault(page);

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                [|_recent.Value!.Clear()|];
                return true;
            }

            void Half(Missing x) => _recent.
        """;

    [Theory]
    [InlineData("t_recent?.Clear();", true)]
    [InlineData("t_recent = null;", true)]
    [InlineData("Empty();", true)]
    [InlineData("if (t_recent is null) return true;", false)]
    [InlineData("(t_recent ??= []).Add(1, 1); t_recent.Clear();", false)]
    public Task A_static_of_each_thread(string callback, bool isWrong) => VerifyAsync($$"""
        public sealed class Lookup : IntervalNotifier
        {
            [ThreadStatic] private static Dictionary<ulong, ulong>? t_recent;

            public ulong Find(ulong page) => (t_recent ??= []).GetValueOrDefault(page);

            private static void Empty() => {{(isWrong && callback == "Empty();" ? "[|t_recent!.Clear()|]" : "GC.Collect()")}};

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{Marked(callback, isWrong)}}
                return true;
            }
        }
        """);

    [Theory]
    [InlineData("private static Dictionary<ulong, ulong> Recent => t_recent ??= [];", "[|Recent.Clear()|];")]
    [InlineData("private Dictionary<ulong, ulong> Recent { get { return t_recent ??= []; } }", "[|Recent.Clear()|];")]
    [InlineData("private static Dictionary<ulong, ulong> Recent => t_recent ??= [];", "Recent.Add(1, 1); Recent.Clear();")]
    [InlineData("private static Dictionary<ulong, ulong> Recent => s_shared ?? (t_recent ??= []);", "Recent.Clear();")]
    [InlineData("private static Dictionary<ulong, ulong> Recent => t_recent ??= [];", "_ = Recent.Count;")]
    public Task A_property_stands_for_what_it_returns(string property, string callback) => VerifyAsync($$"""
        public sealed class Lookup : IntervalNotifier
        {
            [ThreadStatic] private static Dictionary<ulong, ulong>? t_recent;
            private static readonly Dictionary<ulong, ulong>? s_shared = Environment.ProcessorCount > 1 ? [] : null;

            {{property}}

            public ulong Find(ulong page) => s_shared is null ? Recent.GetValueOrDefault(page) : 0;

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{callback}}
                return true;
            }
        }
        """);

    private static string Marked(string callback, bool isWrong) => !isWrong || callback == "Empty();" ? callback
        : callback.Contains('?', StringComparison.Ordinal) ? "t_recent?[|.Clear()|];" : $"[|{callback[..^1]}|];";
}
