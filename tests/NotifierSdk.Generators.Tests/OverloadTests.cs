using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Generators.Tests.Harness;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Generators.Tests;

/// <summary>Methods that share the name of one that generated code calls: C# chooses the one that was parsed, or a rule says that it would not.</summary>
public class OverloadTests
{
    private const string Lock = "[DriverLock] private readonly DriverLock _lock = new();";
    private const string Drop = "[Invalidate] private void Drop() { }";

    private static readonly (string Collected, string Taken)[] s_taken =
    [
        ("int", "int value"), ("int", "long value"), ("int", "in long value"), ("int", "in int value"), ("int", "object value"), ("string", "object value"), ("int[]", "params int[] value"),
        ("int[]", "ReadOnlySpan<int> value"), ("dynamic", "object value"), ("dynamic", "dynamic value"), ("string?", "string? value"), ("List<string>", "IEnumerable<object> value"),
    ];

    private static readonly string[] s_others =
    [
        "protected void Put(AddressRange target, int delta)", "protected void Put(AddressRange target, long delta)", "protected void Put(AddressRange target, in int delta)", "protected void Put(AddressRange target, string? delta)",
        "protected int Put(AddressRange page, int value)", "protected int Put(AddressRange page, long value)", "protected int Put(AddressRange page, in int value)",
        "protected void Put(AddressRange page, int value, int extra = 0)", "protected void Put(AddressRange page, long value, int extra = 0)", "protected void Put(AddressRange page, object value, int extra = 0)",
        "protected void Put(int value, AddressRange page, int extra = 0)", "protected void Put(AddressRange page, string value, int extra = 0)",
        "protected void Put<T>(AddressRange page, T value)", "protected void Put<T>(AddressRange page, T value) where T : class", "protected void Put<T>(AddressRange page, IEnumerable<T> value)", "protected void Put<T>(T page, long value)",
        "protected void Put<T>(AddressRange target, T delta)", "protected void Put<T>(params T[] all)",
        "protected void Put(AddressRange page, params object[] value)", "protected void Put(AddressRange target, params int[] deltas)", "protected void Put(AddressRange target, params ReadOnlySpan<int> deltas)", "protected void Put(params object[] all)",
        "protected static void Put(object target, object delta)", "[System.Runtime.CompilerServices.OverloadResolutionPriority(1)] protected int Put(AddressRange page, object value)",
        "[System.Runtime.CompilerServices.OverloadResolutionPriority(1)] protected int Put(AddressRange target, object delta)", "protected void Put(AddressRange page)", "protected void Put()",
    ];

    [Fact]
    public void Whatever_else_has_the_name_of_a_commit_or_a_discard_generated_code_calls_what_was_parsed()
    {
        var drivers =
            from taken in s_taken
            from other in s_others
            from place in new[] { "beside", "below", "above", "overridden" }
            let put = $"void Put(AddressRange page, {taken.Taken})"
            let written = $"{other} => throw null!;"
            select $$"""
                internal abstract class Base : IntervalNotifier
                {
                    {{(place == "below" ? written : place == "above" ? $"protected {put} {{ }}" : place == "overridden" ? $"protected virtual {put} {{ }}" : "")}}
                }
                internal sealed partial class Driver : Base
                {
                    {{Lock}} {{Drop}}
                    {{(place == "overridden" ? $"protected override {put} {{ }}" : place == "above" ? "" : $"private {put} {{ }}")}}
                    {{(place == "below" ? "" : written)}}
                    [Fault(Collect = nameof(Get), Commit = nameof(Put), Discard = nameof(Put))] public partial bool Fault(AddressRange page);
                    private {{taken.Collected}} Get() => throw null!;
                }
                """;
        Verify(drivers, called: 985, ruled: 277);
    }

    [Fact]
    public void Whatever_else_has_the_name_of_a_collect_or_of_the_range_generated_code_calls_what_was_parsed()
    {
        var drivers =
            from collect in new[] { "int Get(AddressRange page, long key)", "bool Get(AddressRange page, long key, out int found)", "bool Get(AddressRange page, long key, out int found, out Exception reason)" }
            from other in new[]
            {
                "int Get(AddressRange target, int seed)", "bool Get(AddressRange target, int seed, out int found)", "bool Get(AddressRange target, long seed, out long found)", "bool Get(AddressRange page, int key, out int found, int extra = 0)",
                "bool Get(AddressRange page, long key, out long found, int extra = 0)", "int Get(AddressRange page, int key, int extra = 0)", "int Get<T>(AddressRange page, T key)", "int Get<T>(AddressRange page, T key, out T found)",
                "bool Get(AddressRange target, int seed, out int found, out Exception why)", "int Get(params object[] all)", "bool Get(AddressRange page, long key, ref int found)",
            }
            from range in new[] { "AddressRange At(long key) => default; private AddressRange At(int other) => default;", "AddressRange At(long key) => default; private AddressRange At(int key, int extra = 0) => default;", "AddressRange At(in int key) => default; private int At(int key) => 0;" }
            from exclusive in new[] { "", ", ExclusiveAfter = 1" }
            select $$"""
                internal sealed partial class Driver : IntervalNotifier
                {
                    {{Lock}} {{Drop}}
                    [Fault(Range = nameof(At), Collect = nameof(Get), Commit = nameof(Map), Discard = nameof(Map){{exclusive}})] public partial FaultOutcome Fault(AddressRange page, int key);
                    private {{collect}} => throw null!;
                    private {{other}} => throw null!;
                    private {{range}}
                    private void Map(long value) { }
                }
                """;
        Verify(drivers, called: 192, ruled: 0);
    }

    [Fact]
    public void Whatever_else_has_the_name_of_a_callback_generated_code_calls_what_was_parsed()
    {
        var drivers =
            from drop in new[] { "AddressRange range", "in Invalidation invalidation", "Invalidation invalidation", "" }
            from other in new[]
            {
                "AddressRange range, int extra = 0", "AddressRange other, int extra = 0", "object range", "object other", "in Invalidation invalidation, int extra = 0", "params object[] all", "Invalidation other", "in Invalidation other", "int extra = 0", "AddressRange other",
            }
            from place in new[] { "beside", "overridden" }
            from half in new[] { "Invalidate", "InvalidateStart", "InvalidateFinish" }
            let state = half == "InvalidateFinish" ? (drop.Length > 0 ? ", FinishState finish" : "FinishState finish") : half == "InvalidateStart" ? (drop.Length > 0 ? ", out FinishState finish" : "out FinishState finish") : ""
            let body = half == "InvalidateStart" ? "{ finish = default; }" : "{ }"
            let otherState = half == "InvalidateFinish" ? "FinishState finish, " : half == "InvalidateStart" ? "out FinishState finish, " : ""
            select $$"""
                internal abstract class Base : IntervalNotifier
                {
                    {{(place == "overridden" ? $"protected virtual void Unmap({drop}{state}) {body}" : "")}}
                }
                internal sealed partial class Driver : Base
                {
                    {{Lock}}
                    [{{half}}] {{(place == "overridden" ? "protected override" : "private")}} void Unmap({{drop}}{{state}}) {{body}}
                    {{(half == "InvalidateStart" ? "[InvalidateFinish] private void Finish() { }" : half == "InvalidateFinish" ? "[InvalidateStart] private void Start() { }" : "")}}
                    private int Unmap({{otherState}}{{other}}) {{body.Replace("}", "return 0; }", StringComparison.Ordinal)}}
                    private int Unmap({{other}}{{(other.Contains("params", StringComparison.Ordinal) ? "" : ", long more = 0")}}) => 0;
                }
                """;
        Verify(drivers, called: 209, ruled: 17);
    }

    [Theory]
    [InlineData("public bool TryEnter(int milliseconds = -1) => true;", true)]
    [InlineData("public new bool TryEnter() => true; public bool TryEnter(int milliseconds = -1) => true;", false)]
    [InlineData("public override void Enter() { } public void Enter(params int[] all) { }", false)]
    [InlineData("public void Enter(params int[] all) { }", true)]
    [InlineData("public new int Exit() => 0;", true)]
    [InlineData("private new int Exit() => 0; public int Exit(int count) => count;", false)]
    public void A_lock_whose_members_C_does_not_reach_without_arguments_is_none(string members, bool isRefused)
    {
        var text = GeneratorRun.Of($$"""
            using NotifierSdk;
            internal class Basic { public virtual void Enter() { } public bool TryEnter() => true; public void Exit() { } }
            internal sealed class Gate : Basic { {{members}} }
            internal sealed partial class Driver : IntervalNotifier
            {
                [DriverLock] private readonly Gate _lock = new();
                [Invalidate] private void Drop() { }
                [Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange page);
                private void Map() { }
            }
            """).Text;
        Assert.Equal(isRefused, text.Contains("NSDK1005", StringComparison.Ordinal));
    }

    // Each in a namespace of its own. What is no C# whatever is written for it does not count.
    private static void Verify(IEnumerable<string> drivers, int called, int ruled)
    {
        var input = GeneratorRun.Compile([.. drivers.Select(static (driver, index) => $"using System; using System.Collections.Generic; using NotifierSdk; namespace N{index};\n{driver}")]);
        var broken = input.GetDiagnostics(TestContext.Current.CancellationToken).Where(static each => each.Severity == DiagnosticSeverity.Error && each.Id != "CS8795").Select(static each => each.Location.SourceTree).ToHashSet();
        input = input.RemoveSyntaxTrees(broken.OfType<SyntaxTree>());
        var run = GeneratorRun.Of(input);
        Assert.Null(run.Result.Exception);
        var types = WellKnownTypes.For(run.Output);
        var (wrong, rules, right) = (new List<string>(), new List<string>(), 0);
        foreach (var tree in input.SyntaxTrees)
        {
            var type = run.Output.GetTypeByMetadataName($"{Path.GetFileNameWithoutExtension(tree.FilePath).Replace("Driver", "N", StringComparison.Ordinal)}.Driver")!;
            var shape = DriverParser.Parse(type, types, TestContext.Current.CancellationToken)!;
            if (shape.Problems.Find(static problem => problem.Rule.IsError) is { } problem)
            {
                rules.Add($"{problem.Rule.Id}: {problem.Text}");
                continue;
            }

            var parsed = new[] { shape.Invalidate?.Method, shape.Start?.Method, shape.Finish?.Method }
                .Concat(shape.Faults.SelectMany(static fault => new[] { fault.Range?.Method, fault.Collect?.Method, fault.Commit?.Method, fault.Discard?.Method })).OfType<IMethodSymbol>().ToHashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
            var names = parsed.Select(static method => method.Name).ToHashSet();
            var written = Assert.Single(run.Output.SyntaxTrees, each => Path.GetFileName(each.FilePath).StartsWith($"{type.ContainingNamespace.Name}.Driver-", StringComparison.Ordinal));
            var model = run.Output.GetSemanticModel(written);
            var calls = written.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && names.Contains(name)).ToList();
            Assert.NotEmpty(calls);
            var miscalled = calls.Where(call => !IsRight(model.GetSymbolInfo(call, TestContext.Current.CancellationToken))).Select(static call => call.ToString()).Distinct().ToList();
            if (miscalled.Count > 0)
                wrong.Add($"{string.Join(", ", miscalled)} in\n{tree}");
            else
                right++;

            // What is bound at run time is bound by names at least.
            bool IsRight(SymbolInfo call) => call.Symbol is IMethodSymbol symbol ? parsed.Contains(symbol)
                : call.CandidateReason == CandidateReason.LateBound && shape.Faults.TrueForAll(static fault => fault.Commit!.Form != CallForm.Typed);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {wrong.Count + right} drivers call another method:\n{string.Join('\n', wrong.Take(20))}");
        Assert.Equal((called, ruled), (right, rules.Count));
    }
}
