using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Benchmarks;

/// <summary>
/// The least that such rules can cost: it registers the kinds of actions that they do, asks for the flow graphs of the same types, and looks at nothing.
/// What is below it is the compiler's. Outside of types that hold a notifier it asks for no operation, since the compiler makes them only for those who ask.
/// </summary>
internal sealed class FloorAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_never = new("FLOOR", "Never", "Never", "Floor", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_never];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("NotifierSdk.IntervalNotifier") is not { } notifier)
                return;
            start.RegisterSymbolAction(static _ => { }, SymbolKind.NamedType);
            start.RegisterSyntaxNodeAction(static _ => { }, SyntaxKind.ExpressionStatement, SyntaxKind.ArrowExpressionClause, SyntaxKind.InvocationExpression, SyntaxKind.LockStatement);
            start.RegisterSymbolStartAction(symbol => RegisterType(symbol, notifier), SymbolKind.NamedType);
        });
    }

    private static void RegisterType(SymbolStartAnalysisContext context, INamedTypeSymbol notifier)
    {
        if (!HoldsNotifier((INamedTypeSymbol)context.Symbol, notifier))
            return;
        context.RegisterOperationBlockAction(static block =>
        {
            foreach (var operation in block.OperationBlocks.Where(static operation => operation.Kind != OperationKind.Attribute))
                AskForNested(block.GetControlFlowGraph(operation), block.CancellationToken);
        });
        context.RegisterOperationAction(
            static _ => { }, OperationKind.Invocation, OperationKind.Throw, OperationKind.SimpleAssignment, OperationKind.FieldReference, OperationKind.PropertyReference);
        context.RegisterSymbolEndAction(static _ => { });
    }

    private static bool HoldsNotifier(INamedTypeSymbol type, INamedTypeSymbol notifier)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at, notifier))
                return true;
        }

        return type.GetTypeMembers().Any(nested => HoldsNotifier(nested, notifier));
    }

    private static void AskForNested(ControlFlowGraph graph, CancellationToken cancellationToken)
    {
        foreach (var function in graph.LocalFunctions)
            AskForNested(graph.GetLocalFunctionControlFlowGraph(function, cancellationToken), cancellationToken);
        var lambdas = graph.Blocks.SelectMany(static block => block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations)
            .SelectMany(static operation => operation.DescendantsAndSelf())
            .OfType<IFlowAnonymousFunctionOperation>();
        foreach (var lambda in lambdas)
            AskForNested(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), cancellationToken);
    }
}
