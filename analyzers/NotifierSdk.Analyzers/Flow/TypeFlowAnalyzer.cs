using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// A rule that follows paths through all bodies of a type and of the types nested in it. It runs when the last of them was seen, which is while the author
/// types, and costs nothing in types that it does not concern.
/// </summary>
public abstract class TypeFlowAnalyzer : DriverAnalyzer
{
    private protected TypeFlowAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var graphs = new GraphsByType();
        context.RegisterSymbolStartAction(start => RegisterType(start, types, graphs), SymbolKind.NamedType);
    }

    /// <summary>Whether the rule has anything to look for in the type. Asked of every type of the project: be quick.</summary>
    private protected abstract bool Concerns(INamedTypeSymbol type, WellKnownTypes types);

    private protected abstract void Analyze(TypeFlow type, Action<Diagnostic> report);

    // Roslyn shows a nested type's code to that type alone, but ends it before the type around it.
    private void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types, GraphsByType graphsByType)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var outermost = type;
        while (outermost.ContainingType is { } around)
            outermost = around;
        if (!outermost.SelfAndNested().Any(each => Concerns(each, types)))
            return;
        var graphs = graphsByType.GetOrAdd(outermost, _ => []);
        context.RegisterOperationBlockAction(block => Add(block, graphs));
        context.RegisterSymbolEndAction(end =>
        {
            if (SymbolEqualityComparer.Default.Equals(type, outermost) && graphsByType.TryRemove(type, out _))
                Analyze(new TypeFlow(type, BodiesOf(graphs, end.CancellationToken), types, end.CancellationToken), end.ReportDiagnostic);
        });
    }

    private static void Add(OperationBlockAnalysisContext block, ConcurrentDictionary<ControlFlowGraph, ISymbol> graphs)
    {
        foreach (var operation in block.OperationBlocks)
        {
            if (operation.Kind != OperationKind.Attribute)
                graphs.TryAdd(block.GetControlFlowGraph(operation), block.OwningSymbol);
        }
    }

    private static TypeBodies BodiesOf(ConcurrentDictionary<ControlFlowGraph, ISymbol> graphs, CancellationToken cancellationToken) => new(graphs
        .Select(pair => Body.Of(pair.Value, pair.Key, cancellationToken))
        .OrderBy(body => body.Graph.OriginalOperation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
        .ThenBy(body => body.Graph.OriginalOperation.Syntax.SpanStart));

    private sealed class GraphsByType()
        : ConcurrentDictionary<INamedTypeSymbol, ConcurrentDictionary<ControlFlowGraph, ISymbol>>(SymbolEqualityComparer.Default);
}
