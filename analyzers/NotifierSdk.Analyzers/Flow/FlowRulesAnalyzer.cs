using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Callbacks.Blocking;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Analyzers.Sequence.Acquired;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// Runs the rules that follow paths, 2xxx, 4xxx and some of 3xxx, on one type at a time with the types nested in it, as soon as all of its code was seen: while the author
/// types. One analyzer for all of them, so that what they ask of a type is computed once, and of several rules at one place the first speaks.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowRulesAnalyzer : DriverAnalyzer
{
    private static readonly FlowRule[] s_rules =
    [
        new BlocksUnasked(),
        new RefusesBlockable(),
        new RefusalLeavesWork(),
        new AcceptWithoutSetSeq(),
        new SetSeqWithoutLock(),
        new SetSeqOfAnother(),
        new ReadRetryWithoutLock(),
        new DroppedResult(),
        new UnvalidatedWrite(),
        new TokenPerChunk(),
        new CollectedBeforeBegin(),
        new StaleRetry(),
        new TokenOfAnother(),
        new HintAsProof(),
        new UnboundedRetry(),
        new KeptToken(),
        new CapturedToken(),
        new OwnInvalidation(),
        new UnvalidatedStore(),
        new NotUndone(),
        new NoDiscard(),
        new WaitUnderLock(),
        new LeakedLock(),
        new UnguardedUse(),
        new UnlockedCall(),
        new LockOrder(),
        new LockTakenAgain(),
    ];

    /// <summary>Creates the analyzer.</summary>
    public FlowRulesAnalyzer()
        : base([.. s_rules.Select(rule => rule.Descriptor).Distinct()])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var graphs = new GraphsByType();
        context.RegisterSymbolStartAction(start => RegisterType(start, types, graphs), SymbolKind.NamedType);
    }

    // Roslyn shows a nested type's code to that type alone, but ends it before the type around it.
    private static void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types, GraphsByType graphsByType)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var outermost = type;
        while (outermost.ContainingType is { } around)
            outermost = around;
        var rules = s_rules.Where(rule => outermost.SelfAndNested().Any(each => rule.Concerns(each, types))).ToList();
        if (rules.Count == 0)
            return;
        var graphs = graphsByType.GetOrAdd(outermost, _ => []);
        context.RegisterOperationBlockAction(block => Add(block, graphs));
        context.RegisterSymbolEndAction(end =>
        {
            if (SymbolEqualityComparer.Default.Equals(type, outermost) && graphsByType.TryRemove(type, out _))
                Analyze(new TypeFlow(type, BodiesOf(graphs, end.CancellationToken), types, end.CancellationToken), rules, end.ReportDiagnostic);
        });
    }

    private static void Analyze(TypeFlow type, List<FlowRule> rules, Action<Diagnostic> report)
    {
        // What generated code would do with a driver of a wrong shape cannot be told; the rules of shape speak of it.
        if (type.Type.SelfAndNested().Any(each => DriverParser.Parse(each, type.Types, type.CancellationToken) is { HasErrors: true }))
            return;
        var places = new HashSet<Location>();
        foreach (var rule in rules)
        {
            rule.Analyze(type, diagnostic =>
            {
                if (places.Add(diagnostic.Location))
                    report(diagnostic);
            });
        }
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
