using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>1015: a range notifier overrides what nobody calls on a notifier of its kind. The kind is what every constructor hands to the base class.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RangeNotifierKindAnalyzer : DriverAnalyzer
{
    private const string Start = nameof(Start);
    private const string StartAndEnd = nameof(StartAndEnd);
    private const string SecondaryTlbs = nameof(SecondaryTlbs);

    // Everything else is called on all of them.
    private static readonly Dictionary<string, string[]> s_calledOn = new()
    {
        ["InvalidateRangeStart"] = [Start, StartAndEnd],
        ["InvalidateRangeEnd"] = [StartAndEnd],
        ["InvalidateSecondaryTlbs"] = [SecondaryTlbs],
    };

    /// <summary>Creates the analyzer.</summary>
    public RangeNotifierKindAnalyzer()
        : base(ShapeRules.NeverCalled)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types) =>
        context.RegisterSymbolStartAction(
            start =>
            {
                var type = (INamedTypeSymbol)start.Symbol;
                if (types.RangeNotifier is null || !WellKnownTypes.Is(type.BaseType, types.RangeNotifier) || !OverridesIn(type).Any())
                    return;
                var kinds = new ConcurrentBag<string?>();
                start.RegisterSyntaxNodeAction(node => kinds.Add(KindIn(node, types)), SyntaxKind.BaseConstructorInitializer, SyntaxKind.PrimaryConstructorBaseType);
                start.RegisterSymbolEndAction(end => Report(type, kinds, end.ReportDiagnostic));
            },
            SymbolKind.NamedType);

    private static IEnumerable<IMethodSymbol> OverridesIn(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsOverride && s_calledOn.ContainsKey(method.Name));

    private static void Report(INamedTypeSymbol type, ConcurrentBag<string?> kinds, Action<Diagnostic> report)
    {
        if (kinds.IsEmpty || kinds.Contains(null))
            return;
        foreach (var method in OverridesIn(type))
        {
            var calledOn = s_calledOn[method.Name];
            if (!kinds.Any(kind => calledOn.Contains(kind)))
                report(Diagnostic.Create(ShapeRules.NeverCalled, method.Locations[0], method.Name, string.Join(" or ", kinds.Distinct().OrderBy(kind => kind, StringComparer.Ordinal)), string.Join(" or ", calledOn)));
        }
    }

    // Null for one that is chosen when the program runs.
    private static string? KindIn(SyntaxNodeAnalysisContext context, WellKnownTypes types)
    {
        var arguments = context.Node switch
        {
            ConstructorInitializerSyntax initializer => initializer.ArgumentList,
            PrimaryConstructorBaseTypeSyntax primary => primary.ArgumentList,
            _ => null,
        };
        return arguments is { Arguments: { Count: 1 } only }
            && context.SemanticModel.GetSymbolInfo(only[0].Expression, context.CancellationToken).Symbol is IFieldSymbol { HasConstantValue: true, ContainingType: { TypeKind: TypeKind.Enum } declaring } kind
            && WellKnownTypes.Is(declaring.ContainingAssembly, types.RangeNotifier!.ContainingAssembly)
            ? kind.Name
            : null;
    }
}
