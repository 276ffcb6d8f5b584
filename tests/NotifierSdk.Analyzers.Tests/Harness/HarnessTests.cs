using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit.Sdk;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>Tests the tester: whatever it must not let pass fails here.</summary>
public class HarnessTests
{
    private const string LockedByMonitor = """
        class C
        {
            private readonly DriverLock _gate = new();

            void M()
            {
                lock ({|NSDK4006:_gate|}) { }
            }
        }
        """;

    [Fact]
    public Task A_diagnostic_that_is_asserted_where_it_is_passes() => Verify.DiagnosticsAsync(LockedByMonitor);

    [Fact]
    public async Task A_diagnostic_that_was_not_asserted_fails()
    {
        var failure = await FailsAsync(LockedByMonitor.Replace("{|NSDK4006:_gate|}", "_gate", StringComparison.Ordinal));
        Assert.Contains("not asserted", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diagnostic_that_is_asserted_and_not_there_fails()
    {
        var failure = await FailsAsync("class {|NSDK4006:C|};");
        Assert.Contains("missing: NSDK4006", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lock ({|NSDK4006:_gat|}e)")]
    [InlineData("lock {|NSDK4006:(_gate|})")]
    [InlineData("{|NSDK4006:l|}ock (_gate)")]
    [InlineData("lock ({|NSDK4001:_gate|})")]
    public Task A_wrong_span_or_id_fails(string statement) =>
        FailsAsync(LockedByMonitor.Replace("lock ({|NSDK4006:_gate|})", statement, StringComparison.Ordinal));

    [Fact]
    public Task An_empty_span_at_the_start_of_the_file_does_not_stand_for_any_place() =>
        FailsAsync("{|NSDK4006:|}" + LockedByMonitor.Replace("{|NSDK4006:_gate|}", "_gate", StringComparison.Ordinal));

    [Fact]
    public async Task A_compiler_error_fails_unless_it_is_asserted()
    {
        Assert.Contains("CS0246", await FailsAsync("class C : Missing;"), StringComparison.Ordinal);
        await Verify.DiagnosticsAsync("class C : {|CS0246:Missing|};");
    }

    [Fact]
    public Task A_source_that_was_meant_not_to_compile_fails_if_it_does() =>
        Assert.ThrowsAnyAsync<XunitException>(() => Verify.BrokenAsync("class C;"));

    [Fact]
    public async Task A_crashing_analyzer_fails()
    {
        var compilation = await TestProject.Create("class C;").Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        var crash = await Assert.ThrowsAsync<AnalyzerCrashException>(() => Analysis.OfAsync(compilation!, [new CrashingAnalyzer()]));
        Assert.Contains("on purpose", crash.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Markup_that_is_not_closed_fails() =>
        Assert.ThrowsAsync<ArgumentException>(() => Verify.DiagnosticsAsync("class {|NSDK4006:C;"));

    [Fact]
    public void Markup_nests_and_leaves_the_source()
    {
        var (source, expected) = Markup.Parse("a{|X:b[|c|]d|}e", "Y");
        Assert.Equal("abcde", source);
        Assert.Equal([new Expected("Y", new(2, 1)), new Expected("X", new(1, 3))], expected);
    }

    [Fact]
    public Task Where_the_sdk_is_not_referenced_nothing_is_analysed() =>
        Verify.DiagnosticsAsync("class C { void M(SemaphoreSlim s) { lock (s) { } } }", withSdk: false);

    private static async Task<string> FailsAsync(string marked) =>
        (await Assert.ThrowsAnyAsync<XunitException>(() => Verify.DiagnosticsAsync(marked))).Message;

#pragma warning disable RS1036, RS1038, RS1041 // a test's analyzer is not shipped
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class CrashingAnalyzer : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.LockRules.MonitorOfLock];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(_ => throw new NotSupportedException("on purpose"), SymbolKind.NamedType);
        }
    }
}
