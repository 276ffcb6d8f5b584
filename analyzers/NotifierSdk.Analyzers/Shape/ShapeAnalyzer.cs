using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>1xxx: shows what the shared parser finds. What it shows is exactly what makes the generator give up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ShapeAnalyzer : DriverAnalyzer
{
    /// <summary>Property of a diagnostic whose cause is in a base class.</summary>
    internal const string Inherited = nameof(Inherited);

    private static readonly ImmutableDictionary<string, string?> s_inherited = ImmutableDictionary<string, string?>.Empty.Add(Inherited, null);

    /// <summary>Creates the analyzer.</summary>
    public ShapeAnalyzer()
        : base([.. ShapeRules.ById.Values])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSymbolAction(symbol => Analyze(symbol, types), SymbolKind.NamedType);

    private static void Analyze(SymbolAnalysisContext context, WellKnownTypes types)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (DriverShapes.Of(type, types, context.CancellationToken) is not { } shape)
            return;
        foreach (var problem in shape.Problems)
        {
            if (IsReportedElsewhere(problem, type, types))
                continue;
            var isInherited = IsInherited(problem, type);
            context.ReportDiagnostic(Diagnostic.Create(
                ShapeRules.ById[problem.Rule.Id],
                isInherited ? type.Locations[0] : problem.Location,
                isInherited ? s_inherited : ImmutableDictionary<string, string?>.Empty,
                problem.Arguments.ToArray<object>()));
        }
    }

    // Two drivers in one type that is not partial: the first one says so.
    private static bool IsReportedElsewhere(ShapeProblem problem, INamedTypeSymbol type, WellKnownTypes types) =>
        problem.Rule == ShapeRule.NotPartial
        && problem.Symbol is INamedTypeSymbol container
        && FirstDriverIn(container, types) is { } first
        && !WellKnownTypes.Is(first, type);

    private static INamedTypeSymbol? FirstDriverIn(INamedTypeSymbol type, WellKnownTypes types) =>
        type.SelfAndNested().FirstOrDefault(each => !AnnotatedMethods.Of(each, types).IsEmpty);

    // What a base class brought in is shown at the type that cannot use it; the base class by itself may be right.
    private static bool IsInherited(ShapeProblem problem, INamedTypeSymbol type) =>
        problem.Symbol is IFieldSymbol or IPropertySymbol && !WellKnownTypes.Is(problem.Symbol.ContainingType, type);
}
