using Microsoft.CodeAnalysis;
using NotifierSdk.Generators.Tests.Harness;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Generators.Tests;

/// <summary>
/// Drivers in bad shape: whatever the rule, the compiler finds nothing to complain about that hides the analyzers, and the fault throws the
/// rule's text.
/// </summary>
public class FallbackTests
{
    private const string Lock = "[DriverLock] private readonly DriverLock _lock = new();";
    private const string Drop = "[Invalidate] private void Drop() { }";
    private const string Fault = "[Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange range);";
    private const string Map = "private void Map() { }";

    [Theory]
    [InlineData("NSDK1003", Lock + Fault + Map + Drop + "[Invalidate] private void Drop2() { }")]
    [InlineData("NSDK1003", Lock + Fault + Map + "[InvalidateStart] private void Start() { }")]
    [InlineData("NSDK1003", Lock + Fault + Map + "[InvalidateFinish] private void Finish() { }")]
    [InlineData("NSDK1004", Lock + Fault + Map + "[Invalidate] private int Drop() => 0;")]
    [InlineData("NSDK1004", Lock + Fault + Map + "[Invalidate] private void Drop(string text) { }")]
    [InlineData("NSDK1004", Lock + Fault + Map + "[Invalidate] private void Drop<T>() { }")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public partial bool Fault();")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange a, AddressRange b);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public partial ref int Fault(AddressRange a);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public static partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map), MaxAttempts = 0)] public partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map), TimeoutMilliseconds = -2)] public partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public partial System.Threading.Tasks.Task Fault(AddressRange a, in int b);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map))] public partial System.Threading.Tasks.Task Fault(AddressRange a, System.Span<int> b);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map), ExclusiveAfter = -2)] public partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1004", Lock + Drop + Map + "[Fault(Commit = nameof(Map), ExclusiveAfter = 4, MaxAttempts = 4)] public partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private readonly Gate _lock = new(); public object Boxed => _lock; internal struct Gate { public void Enter() { } public bool TryEnter() => true; public void Exit() { } }")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private readonly Gate _lock = new(); internal sealed class Gate { public void Enter() { } public void TryEnter() { } public void Exit() { } }")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock(SharedCommit = true)] private readonly Gate _lock = new(); internal sealed class Gate { public void Enter() { } public bool TryEnter() => true; public void Exit() { } }")]
    [InlineData("NSDK1007", Lock + Drop + Map + "[Fault(Commit = nameof(Map), ExclusiveAfter = 1)] public partial bool Fault(AddressRange a);")]
    [InlineData("NSDK1007", Lock + Drop + "[Fault(Collect = nameof(Read), Commit = nameof(Map))] public partial bool Fault(AddressRange a); private bool Read(out int b, out System.Exception c) { b = 0; c = null!; return false; } private void Map(int b) { }")]
    [InlineData("NSDK1007", Lock + Drop + Map + "[Fault(Commit = nameof(Map), Range = nameof(b))] public partial bool Fault(AddressRange a, int b);")]
    [InlineData("NSDK1010", Lock + Drop + "[Fault(Collect = nameof(Read), Commit = nameof(Map), ExclusiveAfter = 1)] public partial System.Threading.Tasks.Task Fault(AddressRange a); private System.Threading.Tasks.Task<int> Read() => null!; private void Map(int b) { }")]
    [InlineData("NSDK1005", Fault + Map + Drop)]
    [InlineData("NSDK1005", Fault + Map + Drop + Lock + "[DriverLock] private readonly DriverLock _second = new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private DriverLock _lock = new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private static readonly DriverLock s_lock = new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private readonly System.Text.StringBuilder _lock = new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock(SharedCommit = true)] private readonly object _lock = new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "private DriverLock _lock = new(); [DriverLock] private DriverLock Gate => _lock;")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private DriverLock Gate => new();")]
    [InlineData("NSDK1005", Fault + Map + Drop + "[DriverLock] private DriverLock Gate => Gate;")]
    [InlineData("NSDK1006", Lock + Map + Drop + "[Fault(Commit = nameof(Map))] partial void Fault(AddressRange range);")]
    [InlineData("NSDK1007", Lock + Drop + "[Fault(Commit = \"Nothing\")] public partial bool Fault(AddressRange range);")]
    [InlineData("NSDK1007", Lock + Drop + "[Fault] public partial bool Fault(AddressRange range);")]
    [InlineData("NSDK1007", Lock + Drop + Fault + "private void Map(int unknown) { }")]
    [InlineData("NSDK1007", Lock + Drop + Fault + "private void Map(string range) { }")]
    [InlineData("NSDK1007", Lock + Drop + Fault + "private int Map() => 0;")]
    [InlineData("NSDK1007", Lock + Drop + Fault + "private void Map() { } private void Map(AddressRange range) { }")]
    [InlineData("NSDK1007", Lock + Drop + Map + "[Fault(Commit = nameof(Map), Collect = nameof(Map))] public partial bool Fault(AddressRange range);")]
    [InlineData("NSDK1007", Lock + Drop + Map + "[Fault(Commit = nameof(Map), Discard = nameof(Map))] public partial bool Fault(AddressRange range);")]
    [InlineData("NSDK1007", Lock + Drop + "[Fault(Commit = nameof(Map))] public partial bool Fault(AddressRange range); private System.Threading.Tasks.Task Map() => null!;")]
    [InlineData("NSDK1009", Lock + Fault + Map + Drop + "protected override bool OnInvalidate(in Invalidation invalidation) => true;")]
    [InlineData("NSDK1010", Lock + Drop + "[Fault(Commit = nameof(Map))] public partial System.Threading.Tasks.Task Fault(AddressRange range); private System.Threading.Tasks.Task Map() => null!;")]
    public void The_fault_throws_the_rule_and_nothing_else_is_written(string id, string members)
    {
        var run = GeneratorRun.Of($"using NotifierSdk; internal sealed partial class Driver : IntervalNotifier {{ {members} }}").AssertClean();
        Assert.Contains("NotSupportedException(\"" + id, run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("override", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_throws_is_the_text_of_the_rule()
    {
        var driver = GeneratorRun.Of(DriverSource.Read("Broken.cs")).Load().Create("Drivers.Shapes.Broken");
        var method = driver.GetType().GetMethod("Fault", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        var thrown = Assert.Throws<NotSupportedException>(() => method.Invoke(driver, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [AddressRange.All], null));
        Assert.StartsWith("NSDK1005: 'Broken' has no driver lock", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_no_notifier_throws_too() =>
        Assert.Contains("NSDK1002", GeneratorRun.Of($"using NotifierSdk; internal sealed partial class Driver {{ {Lock}{Drop}{Fault}{Map} }}").AssertClean().Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("internal sealed class Driver : IntervalNotifier { " + Lock + Drop + " }")]
    [InlineData("internal class Outer { internal sealed partial class Driver : IntervalNotifier { " + Lock + Drop + " } }")]
    [InlineData("file sealed partial class Driver : IntervalNotifier { " + Lock + Drop + " }")]
    [InlineData("internal sealed partial class Driver : IntervalNotifier { " + Drop + " }")]
    [InlineData("internal sealed partial class Driver : IntervalNotifier { " + Lock + " [InvalidateFinish] private void Finish() { } }")]
    public void Without_a_fault_that_could_throw_nothing_is_written(string source) =>
        Assert.Empty(GeneratorRun.Of("using NotifierSdk; " + source).AssertClean().Texts);

    [Fact]
    public void A_missing_callback_is_a_warning_and_the_fault_is_written() =>
        Assert.Contains("ReadRetry", GeneratorRun.Of($"using NotifierSdk; internal sealed partial class Driver : IntervalNotifier {{ {Lock}{Fault}{Map} }}").AssertClean().Text, StringComparison.Ordinal);

    [Fact]
    public void What_the_compiler_itself_complains_about_is_no_rule()
    {
        var run = GeneratorRun.Of($"using NotifierSdk; internal sealed partial class Driver : IntervalNotifier {{ [DriverLock] private readonly Unknown _lock = new(); {Drop}{Fault}{Map} }}");
        Assert.Contains("The declaration of 'Driver' does not compile.", run.Text, StringComparison.Ordinal);
        Assert.Equal("CS0246", Assert.Single(run.Output.GetDiagnostics(TestContext.Current.CancellationToken)).Id);
    }

    public static TheoryData<string> Drivers => [.. DriverSource.Names];

    // The analyzers see the generated half, the generator does not; both must find the same.
    [Theory, MemberData(nameof(Drivers))]
    public void The_parser_finds_the_same_with_and_without_the_generated_half(string name)
    {
        var run = GeneratorRun.Of(DriverSource.Read(name)).AssertClean();
        var without = Parse(run.Input).ToList();
        Assert.NotEmpty(without);
        Assert.Equal(without, Parse(run.Output));
        if (name != "Broken.cs")
            Assert.All(without, static line => Assert.EndsWith("problems=0", line, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Parse(Compilation compilation)
    {
        var types = WellKnownTypes.For(compilation);
        foreach (var name in compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>())
        {
            if (DriverParser.Parse(name, types, CancellationToken.None) is { } shape)
            {
                yield return $"{shape.Type} {shape.Invalidate?.Method} {shape.Start?.Method} {shape.Finish?.Method} {shape.Lock?.Member} faults="
                    + string.Join("; ", shape.Faults.Select(static fault => $"{fault.EntryPoint} {fault.CanBeImplemented} {fault.Collect?.Method} {fault.Commit?.Method} {fault.Discard?.Method}"))
                    + $" own={shape.HasOwnWaitForCommits} problems={shape.Problems.Count}";
            }
        }
    }
}
