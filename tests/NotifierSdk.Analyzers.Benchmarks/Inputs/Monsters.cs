using System.Text;

namespace NotifierSdk.Analyzers.Benchmarks.Inputs;

/// <summary>Methods that nobody would write, and that a generator might: each is the callback of a driver, under its lock.</summary>
internal static class Monsters
{
    public static IEnumerable<Input> All =>
    [
        Driver("500 branches", Repeat(500, Branch)),
        Driver("30 tries with catch and finally, nested", Tries(30, "")),
        Driver("500 branches in 10 tries", Tries(10, Repeat(500, Branch))),
        Driver("a switch of 300 cases in another of 20", Switch("_pages.Count", 20, outer => Switch("_other0.GetHashCode()", outer == 0 ? 300 : 1, Branch))),
        Driver("a chain of 400 && and ||", $"if ({string.Join(" ", Enumerable.Range(0, 400).Select(static number => $"{(number == 0 ? "" : number % 3 == 0 ? "||" : "&&")} _pages.ContainsKey({number})"))}) _pages.Clear();"),
        Driver("200 lock statements", Repeat(200, static number => $"lock (_other{number % 3}) {{ if (_pages.Count > {number}) _pages.Remove({number}); }}")),
        Driver("40 lock statements, nested", string.Concat(Enumerable.Repeat("lock (_other0) { if (_pages.Count > 3) ", 40)) + "_pages.Clear();" + new string('}', 40)),
        Driver("100 helpers that call each other", "Helper0(1);", Repeat(100, static number => $$"""
            private bool Helper{{number}}(int page)
            {
                lock (_other0) _pages.Remove(page);
                return page == {{number}} ? Helper{{(number + 1) % 100}}(page + 1) : Helper{{number * 7 % 100}}(page - 1) && Helper{{number * 13 % 100}}(page);
            }
            """)),
        Driver("a sum of 8,000 terms", $"var sum = {string.Join(" + ", Enumerable.Range(0, 8_000).Select(static number => $"_pages.GetHashCode()"))}; _pages[0] = (ulong)sum;"),
        Driver("300 notifiers nested in one type", "", Repeat(300, static number => $"private sealed class Nested{number} : IntervalNotifier {{ {Notifier(number)} }}")),
        Driver("300 notifiers, each nested in the next", "", Repeat(300, static number => $"private sealed class Nested{number} : IntervalNotifier {{ {Notifier(number)}") + new string('}', 300)),
        Driver("2,000 faults of one type", "", Repeat(2_000, static number => $$"""
            public bool Fault{{number}}(int page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[page] = {{number}};
                    return true;
                }
            }
            """)),
        new("2,000 annotated faults of one type", [("Monster.cs", $$"""
            sealed partial class Monster : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _pages = [];

                [Invalidate]
                private void Drop(AddressRange range) => _pages.Clear();

                {{Repeat(2_000, static number => $$"""
                [Fault(Collect = nameof(Find{{number}}), Commit = nameof(Enter{{number}}))]
                public partial FaultStatus Fault{{number}}(AddressRange page);
                private ulong Find{{number}}(AddressRange page) => page.Start;
                private void Enter{{number}}(AddressRange page, ulong found) => _pages[page.Start] = found;
                """)}}
            }
            """)]),
        Driver("2,000 faults of one type, all without the lock", "", Repeat(2_000, static number => $$"""
            public bool Fault{{number}}(int page)
            {
                var token = ReadBegin();
                if (ReadRetry(token))
                    return false;
                using (_lock.EnterScope())
                    _pages[page] = {{number}};
                return true;
            }
            """)),
    ];

    private static string Notifier(int number) => $$"""
        private readonly DriverLock _lock = new();
        private readonly Dictionary<int, ulong> _pages = [];
        public bool Fault(int page)
        {
            var token = ReadBegin();
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    return false;
                _pages[page] = {{number}};
                return true;
            }
        }

        protected override bool OnInvalidate(in Invalidation invalidation)
        {
            using (_lock.EnterScope())
            {
                SetSeq(invalidation.Sequence);
                _pages.Clear();
                return true;
            }
        }
        """;

    private static string Branch(int number) => $"if (_pages.Remove({number})) _pages.Add({number}, 1);";

    private static string Repeat(int times, Func<int, string> part) => string.Join('\n', Enumerable.Range(0, times).Select(part));

    private static string Switch(string value, int cases, Func<int, string> part) =>
        $"switch ({value}) {{ {Repeat(cases, number => $"case {number}: {part(number)} break;")} }}";

    private static string Tries(int depth, string inner) => new StringBuilder()
        .Insert(0, "try { ", depth)
        .Append(inner)
        .Insert(inner.Length + (6 * depth), "} catch (InvalidOperationException) { _pages.Clear(); } finally { _pages.Remove(7); }\n", depth)
        .ToString();

    private static Input Driver(string name, string body, string helpers = "") => new(name, [("Monster.cs", $$"""
        sealed class Monster : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly object _other0 = new();
            private readonly object _other1 = new();
            private readonly object _other2 = new();
            private readonly Dictionary<int, ulong> _pages = [];

            public bool Fault(int page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    lock (_other0)
                        _pages[page] = 1;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    {{body}}
                    return true;
                }
            }

            {{helpers}}
        }
        """)]);
}
