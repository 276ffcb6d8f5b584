using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.RdmaOdp.Tests;

/// <summary>The drivers of docs/readers.md compile, and no rule has anything to say about them.</summary>
public partial class ReadersPageTests
{
    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 5)];

    [Fact]
    public void Each_block_is_tested() => Assert.Equal(Blocks.Count, Sources().Length);

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task A_driver_of_the_page_compiles_and_no_rule_is_reported(int block)
    {
        var compilation = Compilations.Create(OutputKind.DynamicallyLinkedLibrary, Sources()[block]);
        var (complete, _) = Compilations.Generate(compilation);
        var analyzers = typeof(FlowRulesAnalyzer).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .ToImmutableArray();
        Assert.NotEmpty(analyzers);
        var reported = await complete.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(reported.Where(diagnostic => diagnostic.Id.StartsWith("NSDK", StringComparison.Ordinal)).Select(diagnostic => diagnostic.ToString()));
    }

    private static string[] Sources() =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "readers.md"))).Select(block => block.Groups["code"].Value)];

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
