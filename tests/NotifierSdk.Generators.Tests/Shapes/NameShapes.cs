using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>Every word that means something to C# or to what we write, as the name of everything that an author names.</summary>
internal static class NameShapes
{
    // The lexer treats all reserved words alike: each comes to every fourth place, and each place sees every fourth of them.
    private const int Stride = 4;

    private static readonly string[] s_wordsOfOurs =
    [
        "_", "__", "attempts", "section", "collected", "isCommitted", "result", "invalidation", "finish", "owner", "scope", "Owner", "ReadRetry", "SetSeq", "WaitForCommits",
        "OnInvalidate", "Range", "System", "NotifierSdk", "FaultStatus", "Read", "Map", "Undo", "Drop", "RangeOf", "Fault",
    ];

    private static readonly Dictionary<string, Func<string, Shape>> s_places = new()
    {
        ["namespace"] = static word => new Shape("", Driver()) { InnerNamespace = "." + word },
        ["outer type"] = static word => new Shape("", $$"""internal static partial class {{word}} { {{Driver()}} }"""),
        ["type"] = static word => new Shape("", Driver(type: word)),
        ["outer type parameter"] = static word => new Shape("", $$"""internal static partial class Outer<{{word}}> { {{Driver(parameter: $"{word} argument")}} }"""),
        ["type parameter"] = static word => new Shape("", Driver(type: $"Driver<{word}>", parameter: $"{word} argument")),
        ["method type parameter"] = static word => new Shape("", Driver(generic: $"<{word}>", members: "")),
        ["constrained type parameter"] = static word => new Shape("", Driver(generic: $"<{word}>", constraint: $"where {word} : IComparable<{word}>", members: "")),
        ["fault"] = static word => new Shape("", Driver(fault: word)),
        ["range"] = static word => new Shape("", Driver(range: word)),
        ["parameter"] = static word => new Shape("", Driver(parameter: $"int {word}")),
        ["static step hidden by a parameter"] = static word => new Shape("", Driver(collect: word, parameter: $"int {word}", collectModifier: "static ")),
        ["step hidden by a parameter"] = static word => new Shape("", Driver(collect: word, parameter: $"int {word}")),
        ["in parameter"] = static word => new Shape("", Driver(parameter: $"in int {word}", isAsynchronous: false)),
        ["ref parameter"] = static word => new Shape("", Driver(parameter: $"ref int {word}", isAsynchronous: false)),
        ["out parameter"] = static word => new Shape("", Driver(parameter: $"out long {word}", isAsynchronous: false, assign: $"{word} = 0;")),
        ["out parameter that no step takes"] = static word => new Shape("", Driver(parameter: $"out long {word}", isAsynchronous: false, stepParameter: "")),
        ["cancellation"] = static word => new Shape("", Driver(parameter: $"CancellationToken {word}")),
        ["lock"] = static word => new Shape("", Driver(gate: $"[DriverLock] private readonly DriverLock {word} = new();")),
        ["lock property"] = static word => new Shape("", Driver(gate: $"private readonly DriverLock _gate = new(); [DriverLock] private DriverLock {word} => _gate;")),
        ["monitor"] = static word => new Shape("", Driver(gate: $"[DriverLock] private readonly object {word} = new();")),
        ["collect"] = static word => new Shape("", Driver(collect: word)),
        ["commit"] = static word => new Shape("", Driver(commit: word)),
        ["discard"] = static word => new Shape("", Driver(discard: word)),
        ["range step"] = static word => new Shape("", Driver(rangeStep: word)),
        ["collected"] = static word => new Shape("", Driver(collected: word)),
        ["callback"] = static word => new Shape("", Driver(callback: $"[Invalidate] private void {word}() {{ }}")),
        ["callback's range"] = static word => new Shape("", Driver(callback: $"[Invalidate] private void Drop(AddressRange {word}) {{ }}")),
        ["start"] = static word => new Shape("", Driver(callback: $"[InvalidateStart(IgnoreOwn = true)] private void {word}(in Invalidation i, out FinishState s) => s = default; [InvalidateFinish] private void End(FinishState s) {{ }}")),
        ["finish"] = static word => new Shape("", Driver(callback: $"[InvalidateStart(IgnoreOwn = true)] private FinishState Begin() => default; [InvalidateFinish] private void {word}(FinishState s) {{ }}")),
        ["parameter's type"] = static word => new Shape("", $$"""public sealed class {{word}}; {{Driver(parameter: $"{word} argument")}}"""),
        ["collected type"] = static word => new Shape("", $$"""public sealed class {{word}}; {{Driver(collectedType: word)}}"""),
        ["result type"] = static word => new Shape("", $$"""public sealed class {{word}}; {{Driver(result: word)}}"""),
        ["type argument"] = static word => new Shape("", $$"""public sealed class {{word}}; {{Driver(parameter: $"List<{word}[]> argument")}}"""),
        ["type's container"] = static word => new Shape("", $$"""public static class {{word}} { public sealed class Inner; } {{Driver(parameter: $"{word}.Inner argument")}}"""),
        ["nested parameter type"] = static word => new Shape("", Driver(parameter: $"{word} argument", members: $"public sealed class {word};")),
        ["tuple element"] = static word => new Shape("", Driver(parameter: $"(int {word}, int other) argument")),
    };

    public static IEnumerable<Shape> All =>
        from word in ReservedWords.Select(static (text, index) => (Text: text, Index: index)).Concat(OtherWords.Select(static text => (Text: text, Index: -1)))
        from place in s_places.Select(static (pair, index) => (Name: pair.Key, Make: pair.Value, Index: index))
        where word.Index < 0 || word.Index % Stride == place.Index % Stride
        select place.Make("@" + word.Text) with { Name = $"@{word.Text} as {place.Name}" };

    private static IEnumerable<string> ReservedWords => SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText);

    private static IEnumerable<string> OtherWords =>
        SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText)
            .Concat(["dynamic", "nint", "nuint", "notnull", "nameof", "extension", "field"]) // those that have no kind
            .Concat(s_wordsOfOurs)
            .Where(SyntaxFacts.IsValidIdentifier)
            .Except(ReservedWords);

    private static string Driver(
        string type = "Driver", string generic = "", string constraint = "", string fault = "Enter", string range = "where", string parameter = "int argument", string? stepParameter = null,
        string gate = "[DriverLock] private readonly DriverLock _lock = new();", string callback = "[Invalidate(IgnoreOwn = true)] private void Drop() { }",
        string collect = "Look", string collectModifier = "", string commit = "Fill", string discard = "Forget", string? rangeStep = null, string collected = "found",
        string collectedType = "string", string result = "FaultStatus", string assign = "", bool isAsynchronous = true, string members = "")
    {
        stepParameter ??= parameter;
        var step = stepParameter.Length > 0 && generic.Length == 0 ? ", " + stepParameter : "";
        var isResult = result != "FaultStatus";
        var steps = $"Collect = nameof({collect}), Commit = nameof({commit}), Discard = nameof({discard}){(rangeStep is null ? "" : $", Range = nameof({rangeStep})")}";
        return $$"""
            internal sealed partial class {{type}} : IntervalNotifier
            {
                {{gate}}
                {{callback}}
                [Fault({{steps}})] internal partial {{result}} {{fault}}{{generic}}(AddressRange {{range}}, {{parameter}}) {{constraint}};
                {{(isAsynchronous ? $"[Fault({steps})] internal partial Task<{result}> {fault}Async{generic}(AddressRange {range}, {parameter}) {constraint};" : "")}}
                private {{collectModifier}}bool {{collect}}(AddressRange {{range}}{{step}}, out {{collectedType}} {{collected}}) { {{assign}} {{collected}} = null!; return true; }
                private {{(isResult ? result : "void")}} {{commit}}(AddressRange {{range}}{{step}}, {{collectedType}} {{collected}}) { {{assign}} {{(isResult ? "return null!;" : "")}} }
                private void {{discard}}({{collectedType}} {{collected}}) { }
                {{(rangeStep is null ? "" : $"private AddressRange {rangeStep}(AddressRange {range}) => {range};")}}
                {{members}}
            }
            """;
    }
}
