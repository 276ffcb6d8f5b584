using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Descriptors;
using Xunit.Sdk;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>Tests the tester: an analyzer that errs on one piece among many is found, and the piece is named.</summary>
public class FragmentsTests
{
    private static readonly string[] s_pieces = [.. Enumerable.Range(0, 450).Select(number => $"class C{number};")];

    [Fact]
    public async Task An_analyzer_that_bears_everything_passes()
    {
        var fragments = new Fragments([new Erring((_, type) => type.Locations[0])]);
        await fragments.AnalyzeAsync(s_pieces);
        Assert.Equal(1, fragments.Diagnostics);
    }

    [Fact]
    public Task A_crash_fails_and_names_the_piece() => FailsAsync((_, _) => throw new NotSupportedException("on purpose"), "on purpose");

    [Fact]
    public Task A_diagnostic_without_a_place_fails() => FailsAsync((_, _) => Location.None, "lies nowhere");

    [Fact]
    public Task A_diagnostic_on_the_first_line_and_column_fails() => FailsAsync((tree, _) => Location.Create(tree, default), "lies nowhere");

    private static async Task FailsAsync(Func<SyntaxTree, ISymbol, Location> place, string fault)
    {
        var failure = (await Assert.ThrowsAnyAsync<XunitException>(() => new Fragments([new Erring(place)]).AnalyzeAsync(s_pieces))).Message;
        Assert.Contains(fault, failure, StringComparison.Ordinal);
        Assert.EndsWith("on\nclass C271;", failure, StringComparison.Ordinal);
    }

#pragma warning disable RS1036, RS1038, RS1041 // a test's analyzer is not shipped
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class Erring(Func<SyntaxTree, ISymbol, Location> place) : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [LockRules.MonitorOfLock];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(
                symbol =>
                {
                    if (symbol.Symbol.Name == "C271")
                        symbol.ReportDiagnostic(Diagnostic.Create(LockRules.MonitorOfLock, place(symbol.Symbol.DeclaringSyntaxReferences[0].SyntaxTree, symbol.Symbol), "a", "b", "c"));
                },
                SymbolKind.NamedType);
        }
    }
}
