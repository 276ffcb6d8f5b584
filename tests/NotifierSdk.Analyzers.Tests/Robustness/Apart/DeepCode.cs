namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>Drivers whose code is deeper than anybody writes it, and as deep as a generator may; or which lead back to themselves.</summary>
internal static class DeepCode
{
    private const int Operands = 10_000;
    private const int Nested = 2_000;

    // The compiler's own limits: it takes minutes for ten times as many alternatives or twice as many tuples, and overflows the stack itself on ten times as many lambdas
    // and four times as many try statements. A symbol of a nested type asks all those around it, for all of its questions.
    private const int Alternatives = 1_000;
    private const int Lambdas = 200;
    private const int Regions = 500;
    private const int Faults = 500;
    private const int Tuples = 12;
    private const int Types = 300;

    public static IReadOnlyList<(string Name, string Source)> All { get; } =
    [
        ("a list pattern's variable that is set in terms of itself", Callback("if (Pages(true) is [_, ..] pages) { pages = invalidation.IsBlockable ? pages : null; if (pages is null) return true; }")),
        ("a variable that has no value but itself", Callback("bool isOurs; foreach (var owner in new[] { Owner, this }) isOurs = ReferenceEquals(owner, invalidation.Owner) ? true : isOurs; if (isOurs) return true;")),
        ("a jump out of a finally", Callback("foreach (var owner in new[] { Owner, this }) { try { _lock.Enter(); } finally { break; } }")),
        ("a return out of a finally", Callback("try { _lock.Enter(); } finally { return true; }")),
        ("a goto out of a finally in a finally", Callback("again: try { _lock.Enter(); } finally { try { _lock.Exit(); } finally { goto again; } }")),
        ("continue out of a finally", Callback("while (invalidation.IsBlockable) { try { _lock.Enter(); } finally { continue; } }")),
        ("a list that is its own element", Callback("object[] all; foreach (var owner in new[] { 1 }) all = (object[])all[0]; all[0] = _pages; all[1] = this;")),
        ("a node that is its own next", Callback("Node node; while (invalidation.IsBlockable) node = node.Next; node.Page = 3; node.Next.Page = 4; lock (node.Next) node.Next.Next = node;")),
        ("a loop whose condition asks for itself", Callback("bool isAgain = !isAgain || !isAgain; while (isAgain) { if (!isAgain) return false; }")),
        ("scopes that come from one another", Driver("using (One()) { }", "private DriverLock.Scope One() => Two(); private DriverLock.Scope Two() => One();")),
        ("locks that come from one another", Driver("using (One.EnterScope()) { }", "private DriverLock One => Two; private DriverLock Two => One;")),
        ("a fault whose result is what was collected on the stack", """
            sealed partial class Deep : IntervalNotifier
            {
                [DriverLock] private readonly DriverLock _lock = new();
                [Invalidate] private void Drop(AddressRange range) { }
                [Fault(Collect = nameof(TryGet), Commit = nameof(Put))] public partial Span<int> Fault(AddressRange range);
                private bool TryGet(AddressRange range, out Span<int> found) { found = new int[1]; return true; }
                private Span<int> Put(AddressRange range, Span<int> found) => found;
            }
            """),
        ("a device that is its own in six ways", """
            sealed class Device { public Device Own => Own.Own.Own.Own.Own.Own; public DriverLock Gate => Own.Own.Own.Own.Own.Own.Gate; }

            sealed partial class Deep(Device device) : IntervalNotifier
            {
                [DriverLock] private DriverLock Lock => device.Own.Own.Own.Own.Own.Gate;
                private Device Own => Own.Own.Own.Own.Own.Own;
                [Invalidate] private void Drop(AddressRange range) { lock (Own.Own.Own.Own.Gate) { } }
            }
            """),
        ("resources that come from one another", Driver("", "private IDisposable One(bool which) => which ? Two(which) : One(which); private IDisposable Two(bool which) => which ? One(which) : Two(which); public bool FaultOnce() { var token = ReadBegin(); var made = One(true); using (_lock.EnterScope()) return ReadRetry(token); }")),
        ("a type that derives from itself", "class One : Two; class Two : One { protected override bool OnInvalidate(in Invalidation invalidation) => true; }"),
        ("a notifier that is nested in what derives from it", "class One : One.Two { public class Two : IntervalNotifier { protected override bool OnInvalidate(in Invalidation invalidation) => true; } }"),

        ("a sum", Callback($"var sum = {Times(Operands, " + ", "_pages.Count")}; _pages[0] = (ulong)sum;")),
        ("a conjunction", Callback($"if ({Times(Operands, " && ", "_pages.ContainsKey(1)")}) return true;")),
        ("a disjunction that asks every operand", Callback($"var isIt = {Times(Operands, " | ", "_pages.ContainsKey(1)")}; if (isIt) return true;")),
        ("a mixture of both", Callback($"var isIt = {Times(Operands / 5, " | ", "_pages.ContainsKey(1) & invalidation.IsBlockable")}; if (isIt) return true;")),
        ("a text", Callback($"Console.WriteLine({Times(Nested, " + ", "\"text\" + _pages")});")),
        ("a pattern of alternatives", Callback($"if (_pages.Count is {string.Join(" or ", Enumerable.Range(0, Alternatives))}) return true;")),
        ("an else behind an else", Callback(string.Concat(Enumerable.Range(0, Nested).Select(number => $"if (_pages.Count == {number}) return true; else ")) + "_pages.Clear();")),
        ("a value that is null, or the next one", Callback($"object? owner = {Times(Nested, " ?? ", "invalidation.Owner")}; if (owner is null) return true;")),
        ("conditional expressions", Callback($"var isIt = {string.Concat(Enumerable.Repeat("_pages.Count > 3 ? true : ", Nested))} false; if (isIt) return true;")),
        ("parentheses", Callback($"if ({Around(Nested, "(", "invalidation.IsBlockable", ")")}) return true;")),
        ("negations", Callback($"if ({Around(Nested, "!(", "invalidation.IsBlockable", ")")}) return true;")),
        ("blocks", Callback(Around(Nested, "{", "_pages.Clear();", "}"))),
        ("loops", Callback(Around(Nested, "while (_pages.Count > 3) {", "_pages.Clear();", "}"))),
        ("conditions", Callback(Around(Nested, "if (_pages.Count > 3) {", "_pages.Clear();", "}"))),
        ("tries", Callback(Around(Regions, "try {", "_pages.Clear();", "} catch (InvalidOperationException) { _pages.Remove(1); } finally { _pages.Remove(7); }"))),
        ("finallys in finallys", Callback(Around(Regions, "try { _pages.Remove(7); } finally {", "_pages.Clear();", "}"))),
        ("lock statements", Callback(Around(Regions, "lock (_other) {", "_pages.Clear();", "}"))),
        ("lambdas", Callback(Around(Lambdas, "Action made = () => {", "_pages.Clear();", "};"))),
        ("local functions", Callback(Around(Lambdas, "Local(); void Local() {", "_pages.Clear();", "}"))),
        ("calls in calls", Callback($"if ({Around(Nested, "Same(", "invalidation.IsBlockable", ")")}) return true;")),
        ("members of members", Callback($"_pages[0] = (ulong)({Around(Nested, "", "new Node()", ".Next")}).Page;")),
        ("calls of calls", Callback($"Console.WriteLine(invalidation{string.Concat(Enumerable.Repeat(".ToString()", Nested))});")),
        ("an array of arrays", Driver("", $"private int{string.Concat(Enumerable.Repeat("[]", Nested))}? _arrays; public partial FaultStatus Fault(AddressRange range);")),
        ("a list of lists", Driver("", $"private {Around(Nested, "List<", "int", ">")}? _lists;")),
        ("tuples in tuples", Callback($"var ({Around(Tuples, "(", "one, two", "), three")}) = 3;")),
        ("awaits", Driver("", $"private async Task Wait(Task task) => {string.Concat(Enumerable.Repeat("await ", Nested))} task;")),
        ("types nested in each other", $"{Around(Types, "class Outer {", Driver("", ""), "}")}"),
        ("helpers in a row", Driver("Helper0();", string.Concat(Enumerable.Range(0, Nested).Select(number => $"private void Helper{number}() {{ _pages.Remove({number}); Helper{number + 1}(); }}")) + $"private void Helper{Nested}() {{ }}")),
        ("helpers in a ring", Driver("Helper0();", string.Concat(Enumerable.Range(0, Nested).Select(number => $"private bool Helper{number}() => _lock.TryEnter() && Helper{(number + 1) % Nested}();")))),
        ("properties in a row", Driver("lock (Lock0) { }", string.Concat(Enumerable.Range(0, Nested).Select(number => $"private DriverLock Lock{number} => Lock{number + 1};")) + $"private DriverLock Lock{Nested} => _lock;")),
        ("variables in a row", Callback($"var owner0 = invalidation.Owner; {string.Concat(Enumerable.Range(1, Nested).Select(number => $"var owner{number} = owner{number - 1};"))} if (owner{Nested} == null) return true;")),
        ("variables in a ring", Callback($"object? {string.Join(", ", Enumerable.Range(0, Nested).Select(number => $"owner{number}"))}; {string.Concat(Enumerable.Range(0, Nested).Select(number => $"owner{number} = owner{(number + 1) % Nested};"))} if (owner0 == null) return true;")),
        ("drivers that derive from one another", string.Concat(Enumerable.Range(0, Lambdas).Select(number => $"class Level{number} : {(number == 0 ? "IntervalNotifier" : $"Level{number - 1}")} {{ protected override bool OnInvalidate(in Invalidation invalidation) => true; }}"))),
        ("faults of one driver", Driver("", string.Concat(Enumerable.Range(0, Faults).Select(number => $"[Fault] public partial FaultStatus Fault{number}(AddressRange range); private ulong Fault{number}Collect(AddressRange range) => range.Start; private void Fault{number}Commit(AddressRange range, ulong page) => _pages[{number}] = page;")))),
        ("parts of one driver", string.Concat(Enumerable.Range(0, Nested).Select(number => $"partial class Part {{ private void Method{number}() => Remove(); }}")) + "partial class Part : IntervalNotifier { protected override bool OnInvalidate(in Invalidation invalidation) { Method0(); return true; } }"),
    ];

    private static string Times(int times, string by, string operand) => string.Join(by, Enumerable.Repeat(operand, times));

    private static string Around(int times, string before, string inner, string behind) =>
        string.Concat(Enumerable.Repeat(before, times)) + inner + string.Concat(Enumerable.Repeat(behind, times));

    private static string Callback(string body) => Driver(body, "");

    private static string Driver(string body, string members) => $$"""
        sealed class Node { public Node Next = null!; public ulong Page; }

        sealed partial class Deep : IntervalNotifier
        {
            private readonly DriverLock _lock = new();
            private readonly object _other = new();
            private readonly Dictionary<int, ulong> _pages = [];

            private int[]? Pages(bool isAll) => isAll ? [1, 2] : null;

            private static bool Same(bool value) => value;

            public bool Fault(int page)
            {
                var token = ReadBegin();
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        return false;
                    _pages[page] = 1;
                    return true;
                }
            }

            protected override bool OnInvalidate(in Invalidation invalidation)
            {
                {{body}}
                using (_lock.EnterScope())
                {
                    SetSeq(invalidation.Sequence);
                    return true;
                }
            }

            {{members}}
        }
        """;
}
