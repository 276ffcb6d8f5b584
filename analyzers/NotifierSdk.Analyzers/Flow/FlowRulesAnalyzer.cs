using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Callbacks.Blocking;
using NotifierSdk.Analyzers.Lifetime;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Analyzers.Sequence.Acquired;
using NotifierSdk.Analyzers.Shape;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// Runs the rules that follow paths, 2xxx, 4xxx and some of 3xxx and 5xxx, on one type at a time with the types nested in it, as soon as all of its code was seen: while the author
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
        new ShadowLeftAlone(),
        new PerThreadInCallback(),
        new DroppedLater(),
        new UnclippedRange(),
        new SetAfterInsert(),
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
        new SequenceSavedTooLate(),
        new MemoOfCollect(),
        new WaitUnderLock(),
        new LeakedLock(),
        new UnguardedUse(),
        new GuardedLeaves(),
        new UnlockedCall(),
        new LockOrder(),
        new LockTakenAgain(),
        new WaitForOneself(),
        new UnmarkedShadow(),
        new CommitsAfterRemove(),
        new DisposedTooEarly(),
        new GapBetweenRegistrations(),
        new LocksUnasked(), // off by default: it must not take a place from another
    ];

    /// <summary>Creates the analyzer.</summary>
    public FlowRulesAnalyzer()
        : base([.. s_rules.Select(rule => rule.Descriptor).Distinct()])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var graphs = new GraphsByType();
        var rules = new RulesByType();
        var inherited = new ConcurrentDictionary<(string Id, Location Place), bool>();
        context.RegisterSymbolStartAction(GivenUp.Silently<SymbolStartAnalysisContext>(start => RegisterType(start, types, graphs, rules, inherited)), SymbolKind.NamedType);
    }

    // Roslyn shows a nested type's code to that type alone, but ends it before the type around it.
    private static void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types, GraphsByType graphsByType, RulesByType rulesByType, ConcurrentDictionary<(string Id, Location Place), bool> inherited)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var outermost = type;
        while (outermost.ContainingType is { } around)
            outermost = around;
        var rules = rulesByType.GetOrAdd(outermost, _ => [.. RulesFor(outermost, types).Where(rule => IsWanted(rule, outermost, types.Compilation.Options, context.CancellationToken))]);
        if (rules.Count == 0)
            return;
        var graphs = graphsByType.GetOrAdd(outermost, _ => new Graphs());
        context.RegisterOperationBlockAction(GivenUp.Silently<OperationBlockAnalysisContext>(block => Add(block, graphs)));
        context.RegisterSymbolEndAction(GivenUp.Silently<SymbolAnalysisContext>(end =>
        {
            if (SymbolEqualityComparer.Default.Equals(type, outermost) && graphsByType.TryRemove(type, out _) && graphs.AreComplete)
                Analyze(new TypeFlow(type, BodiesOf(type, graphs, types, end.CancellationToken), types, end.CancellationToken), rules, found =>
                {
                    // What a base class does wrong for several types is one bug.
                    if (IsIn(type, found.Location) || inherited.TryAdd((found.Id, found.Location), true))
                        end.ReportDiagnostic(found);
                });
        }));
    }

    /// <summary>The rules that the type, or one nested in it, concerns.</summary>
    internal static IReadOnlyList<FlowRule> RulesFor(INamedTypeSymbol outermost, WellKnownTypes types)
    {
        var all = outermost.SelfAndNested();
        return [.. s_rules.Where(rule => all.Any(each => rule.Concerns(each, types)))];
    }

    // The compiler drops what a rule says that is off by default, but only after all the work: most of it is the search for the path that the message names.
    private static bool IsWanted(FlowRule rule, INamedTypeSymbol type, CompilationOptions options, CancellationToken cancellationToken) =>
        rule.Descriptor.IsEnabledByDefault
        || rule.Descriptor.GetEffectiveSeverity(options) != ReportDiagnostic.Suppress
        || (options.SyntaxTreeOptionsProvider is { } files
            && (files.TryGetGlobalDiagnosticValue(rule.Descriptor.Id, cancellationToken, out _)
                || type.DeclaringSyntaxReferences.Any(part => files.TryGetDiagnosticValue(part.SyntaxTree, rule.Descriptor.Id, cancellationToken, out _))));

    /// <summary>Asks the rules of a type, of which all code was seen.</summary>
    internal static void Analyze(TypeFlow type, IReadOnlyList<FlowRule> rules, Action<Diagnostic> report)
    {
        // What generated code would do with a driver of a wrong shape cannot be told; the rules of shape speak of it.
        if (type.Type.SelfAndNested().Any(each => DriverShapes.Of(each, type.Types, type.CancellationToken) is { HasErrors: true }))
            return;
        if (Recursion.IsTooLong(type))
            return;
        var places = new HashSet<Location>();
        var found = new List<Diagnostic>();
        foreach (var rule in rules)
        {
            found.Clear();
            rule.Analyze(type, found.Add); // all of it or nothing: a rule that comes to no end may be wrong
            foreach (var diagnostic in found.Where(diagnostic => (rule.SpeaksOfBases || !type.Bodies.HasBases || IsIn(type.Type, diagnostic.Location)) && places.Add(diagnostic.Location)))
                report(diagnostic);
        }
    }

    private static bool IsIn(INamedTypeSymbol type, Location place) =>
        type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place.SourceTree && part.Span.Contains(place.SourceSpan));

    private static void Add(OperationBlockAnalysisContext block, Graphs graphs)
    {
        try
        {
            foreach (var operation in block.OperationBlocks)
            {
                if (operation.Kind == OperationKind.Attribute)
                    continue;
                Depth.Check(operation, block.CancellationToken);
                graphs.TryAdd(KnownGraphs.Add(block.GetControlFlowGraph(operation)), block.OwningSymbol);
            }
        }
        catch (Exception exception) when (exception is BudgetSpentException or InsufficientExecutionStackException)
        {
            graphs.AreComplete = false; // without what is too deep the rest of the type would look wrong
            throw;
        }
    }

    private static TypeBodies BodiesOf(INamedTypeSymbol type, Graphs graphs, WellKnownTypes types, CancellationToken cancellationToken) => new(graphs
        .Select(pair => Body.Of(pair.Value, pair.Key, cancellationToken))
        .OrderBy(body => body.Graph.OriginalOperation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
        .ThenBy(body => body.Graph.OriginalOperation.Syntax.SpanStart), new Budget(cancellationToken), new InheritedBodies(type, types, cancellationToken));

    private sealed class RulesByType() : ConcurrentDictionary<INamedTypeSymbol, IReadOnlyList<FlowRule>>(SymbolEqualityComparer.Default);

    private sealed class GraphsByType() : ConcurrentDictionary<INamedTypeSymbol, Graphs>(SymbolEqualityComparer.Default);

    private sealed class Graphs : ConcurrentDictionary<ControlFlowGraph, ISymbol>
    {
        private volatile bool _areMissing;

        /// <summary>Written by whoever fails to make one, read when all of them are done.</summary>
        public bool AreComplete
        {
            get => !_areMissing;
            set => _areMissing = !value;
        }
    }
}
