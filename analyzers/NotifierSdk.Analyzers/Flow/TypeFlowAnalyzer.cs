using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

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

    private protected sealed override void Register(CompilationStartAnalysisContext context, SdkSymbols sdk) =>
        context.RegisterSymbolStartAction(start => RegisterType(start, sdk), SymbolKind.NamedType);

    /// <summary>Whether the rule has anything to look for in the type. Asked of every type of the project: be quick.</summary>
    private protected abstract bool Concerns(INamedTypeSymbol type, SdkSymbols sdk);

    private protected abstract void Analyze(TypeFlow type, Action<Diagnostic> report);

    private void RegisterType(SymbolStartAnalysisContext context, SdkSymbols sdk)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.ContainingType is not null || !WithNested(type).Any(each => Concerns(each, sdk)))
            return;
        var graphs = new ConcurrentDictionary<ControlFlowGraph, ISymbol>();
        context.RegisterOperationBlockAction(block =>
        {
            foreach (var operation in block.OperationBlocks)
            {
                if (operation.Kind != OperationKind.Attribute)
                    graphs.TryAdd(block.GetControlFlowGraph(operation), block.OwningSymbol);
            }
        });
        context.RegisterSymbolEndAction(end =>
        {
            var bodies = graphs
                .Select(pair => Body.Of(pair.Value, pair.Key, end.CancellationToken))
                .OrderBy(body => body.Graph.OriginalOperation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(body => body.Graph.OriginalOperation.Syntax.SpanStart);
            Analyze(new TypeFlow(type, new TypeBodies(bodies), sdk, end.CancellationToken), end.ReportDiagnostic);
        });
    }

    private static IEnumerable<INamedTypeSymbol> WithNested(INamedTypeSymbol type) =>
        type.GetTypeMembers().SelectMany(WithNested).Prepend(type);
}
