using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5001, 5004, 5006, 5007 outside callbacks, and 5008 of a method: follows what a type does with notifiers and scopes, through its helpers. Any type may, so flow graphs are asked for only where one of the calls in question was
/// seen in it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LifetimeAnalyzer : DriverAnalyzer
{
    /// <summary>Creates the analyzer.</summary>
    public LifetimeAnalyzer()
        : base(LifetimeRules.RemoveWithoutInsert, LifetimeRules.ReadWithoutInsert, LifetimeRules.ScopeLeftOpen, LifetimeRules.GapBetweenRegistrations, LifetimeRules.InsertedWhileLeaving, LifetimeRules.GotAndLost, LockRules.WaitsForOwnScope)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, WellKnownTypes types)
    {
        var codes = new CodeByType();
        context.RegisterSymbolStartAction(GivenUp.Silently<SymbolStartAnalysisContext>(start => RegisterType(start, types, codes)), SymbolKind.NamedType);
    }

    // Roslyn shows a nested type's code to that type alone, but ends it before the type around it.
    private static void RegisterType(SymbolStartAnalysisContext context, WellKnownTypes types, CodeByType codes)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var outermost = type;
        while (outermost.ContainingType is { } around)
            outermost = around;
        if (!Vocabulary.Uses(outermost, context.CancellationToken, MemberNames.Remove, MemberNames.RemoveAsync, MemberNames.ReadBegin, MemberNames.ReadBeginAsync, MemberNames.BeginInvalidate, MemberNames.TryBeginInvalidate, MemberNames.Insert, MemberNames.RemoveLater, "Put"))
            return;
        var code = codes.GetOrAdd(outermost, _ => new Code());
        context.RegisterOperationAction(
            operation =>
            {
                var method = ((IInvocationOperation)operation.Operation).TargetMethod;
                if (Registration.IsRemove(method, types) || GapOutsideCallbacks.IsRemoval(method, types) || ReadWithoutInsert.IsBegin(method, types) || ScopeLeftOpen.IsBegin(method, types) || GotAndLost.IsPut(method, types))
                    code.IsConcerned = true;
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                if (((IObjectCreationOperation)operation.Operation).Arguments.Any(argument => types.IsNotifier(argument.Value.Type) && RemovingOwner.IsGiven(argument)))
                    code.IsConcerned = true;
            },
            OperationKind.ObjectCreation);
        context.RegisterOperationBlockAction(block =>
        {
            foreach (var operation in block.OperationBlocks)
                code.Blocks.Add((operation, block.OwningSymbol));
        });
        context.RegisterSymbolEndAction(GivenUp.Silently<SymbolAnalysisContext>(end =>
        {
            if (SymbolEqualityComparer.Default.Equals(type, outermost) && codes.TryRemove(type, out _) && code.IsConcerned)
                Analyze(new TypeFlow(type, BodiesOf(code, type, types, end.CancellationToken), types, end.CancellationToken), end.ReportDiagnostic);
        }));
    }

    private static void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        var none = new TypeBodies([], type.Bodies.Budget); // a scope does not leave its method; whatever is called meanwhile may throw
        foreach (var body in type.AllBodies)
        {
            ScopeLeftOpen.Check(body, type, report, none);
            WaitInOwnScope.Check(body, type, report);
        }

        ReadWithoutInsert.Check(type, report);
        ConditionalInsert.Check(type, report);
        RemoveWithoutInsert.Check(type, report);
        GapOutsideCallbacks.Check(type, report);
        GotAndLost.Check(type, none, report);
    }

    private static TypeBodies BodiesOf(Code code, INamedTypeSymbol type, WellKnownTypes types, CancellationToken cancellationToken) => new(code.Blocks
        .Select(block => (Graph: GraphOf(block.Operation, cancellationToken), block.Owner))
        .Where(block => block.Graph is not null)
        .Select(block => Body.Of(block.Owner, block.Graph!, cancellationToken))
        .OrderBy(body => body.Graph.OriginalOperation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
        .ThenBy(body => body.Graph.OriginalOperation.Syntax.SpanStart), new Budget(cancellationToken), new InheritedBodies(type, types, cancellationToken));

    private static ControlFlowGraph? GraphOf(IOperation block, CancellationToken cancellationToken)
    {
        var code = block;
        while (code.Parent is { } parent)
            code = parent;
        if (KnownGraphs.Of(code) is { } known)
            return known;
        Depth.Check(block, cancellationToken);
        return code switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellationToken),
            IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellationToken),
            IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellationToken),
            IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellationToken),
            IBlockOperation statements => ControlFlowGraph.Create(statements, cancellationToken),
            _ => null,
        };
    }

    private sealed class CodeByType() : ConcurrentDictionary<INamedTypeSymbol, Code>(SymbolEqualityComparer.Default);

    /// <summary>What was seen of a type and those nested in it.</summary>
    private sealed class Code
    {
        private volatile bool _isConcerned;

        /// <summary>Written by any thread, read when all of them are done.</summary>
        public bool IsConcerned
        {
            get => _isConcerned;
            set => _isConcerned = value;
        }

        public ConcurrentBag<(IOperation Operation, ISymbol Owner)> Blocks { get; } = [];
    }
}
