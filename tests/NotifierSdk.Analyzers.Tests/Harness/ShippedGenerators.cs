using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>The generators of the package, as a project references them: analyzers see the generated half of a driver too.</summary>
internal sealed class ShippedGenerators : AnalyzerReference
{
    private static readonly ImmutableArray<ISourceGenerator> s_generators =
        [.. Assembly.Load("NotifierSdk.Generators").GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator())];

    public override string FullPath => "NotifierSdk.Generators";

    public override object Id => FullPath;

    public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => s_generators;

    public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => s_generators;

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];
}
