using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2012: a retry loop that nothing ends but success: no count, no timeout, no cancellation.</summary>
internal sealed class UnboundedRetry() : FlowRule(SequenceRules.UnboundedRetry)
{
    private static readonly string[] s_bounds = ["CancellationToken", "TimeSpan", "Stopwatch", "DateTime", "Deadline", "Timeout"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        var engines = type.Notifiers.Select(notifier => OpenSection.Follow(notifier, type)).Where(engine => engine.IsExact).ToList();
        var begunAgain = BegunAgain(engines, type);
        foreach (var (call, body) in type.Calls)
        {
            if (!call.IsReadBegin(type.Types) || LoopAround(call.Syntax, body, type) is not { } loop || (call.IsOnThis() ? !begunAgain.Contains(call) || engines.Any(engine => IsGivenUp(engine, body)) : MayBeGivenUp(loop)))
                continue;
            var inLoop = body.Operations.Where(operation => loop.Span.Contains(operation.Syntax.Span)).ToList();
            if (inLoop.FirstOrDefault(operation => operation.IsReadRetry(type.Types)) is { } retry && !inLoop.Any(operation => IsBound(operation, body)))
                report(Explained(loop.GetFirstToken().GetLocation(), Clause.Of("begun", call.Syntax.GetLocation()).Add("checked", retry.Syntax.GetLocation())));
        }

        foreach (var (call, body) in type.Calls)
            UntilHelperSucceeds(call, body, type, report);
    }

    // while (!TryFault(…)) …: the helper makes one attempt, and only its answer ends the loop.
    private void UntilHelperSucceeds(IInvocationOperation call, Body body, TypeFlow type, Action<Diagnostic> report)
    {
        if (type.Bodies.Find(call, body) is not { ReturnsBoolean: true } helper || ConditionOf(call.Syntax) is not { } loop || helper == body)
            return;
        var begin = helper.Operations.FirstOrDefault(operation => operation.IsReadBegin(type.Types) && operation.IsOnThis());
        var retry = helper.Operations.FirstOrDefault(operation => operation.IsReadRetry(type.Types) && operation.IsOnThis());
        if (begin is null || retry is null || helper.Loops.Count > 0 || helper.Operations.Any(operation => IsBound(operation, helper)))
            return;
        var leaves = loop.DescendantNodes().Any(node => node is ReturnStatementSyntax or BreakStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax);
        if (!leaves && !body.Operations.Where(operation => loop.Span.Contains(operation.Syntax.Span)).Any(operation => IsBound(operation, body)))
            report(Explained(loop.GetFirstToken().GetLocation(), Clause.Of("begun", begin.Syntax.GetLocation()).Add("checked", retry.Syntax.GetLocation())));
    }

    // The loop of which the call is the condition, negated.
    private static StatementSyntax? ConditionOf(SyntaxNode call) => call.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not
        ? not.Parent switch
        {
            WhileStatementSyntax loop when loop.Condition == not => loop,
            DoStatementSyntax loop when loop.Condition == not => loop,
            ForStatementSyntax loop when loop.Condition == not => loop,
            _ => null,
        }
        : null;

    // A loop that a collision leaves retries nothing.
    private static HashSet<IOperation> BegunAgain(IEnumerable<FlowEngine> engines, TypeFlow type)
    {
        var begunAgain = new HashSet<IOperation>();
        foreach (var engine in engines)
        {
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & (1UL << OpenSection.Collided)) != 0 && operation.IsReadBegin(type.Types))
                        begunAgain.Add(operation);
                });
            }
        }

        return begunAgain;
    }

    // A collision is a way out: some question is asked after it, be it of another object, and an answer ends the loop.
    private static bool IsGivenUp(FlowEngine engine, Body body)
    {
        const ulong collided = 1UL << OpenSection.Collided;
        return engine.ReachedFlowOf(body) is { } flow
            && (((flow.Thrown & collided) != 0 && !ThrowsAgain(body)) || flow.Returns.Any(found => (found.States.Any & collided) != 0));
    }

    // Whatever was thrown there passes; it asks nothing.
    private static bool ThrowsAgain(Body body) => body.Graph.Blocks.Any(block => block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Rethrow });

    // The sections of another notifier are not followed.
    private static bool MayBeGivenUp(StatementSyntax loop) => loop.DescendantNodes().OfType<IfStatementSyntax>().Any(decision =>
        !decision.Condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadRetry or MemberNames.CheckRetry })
        && decision.DescendantNodes().Any(node => node is ReturnStatementSyntax or BreakStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax));

    // while (true), for (;;), do … while (true), and those that only the answer of a check ends, without crossing into another function.
    private static StatementSyntax? LoopAround(SyntaxNode node, Body body, TypeFlow type)
    {
        for (var at = node.Parent; at is not null and not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax); at = at.Parent)
        {
            var isEndless = at switch
            {
                WhileStatementSyntax loop => IsEndless(loop.Condition, body, type),
                DoStatementSyntax loop => IsEndless(loop.Condition, body, type),
                ForStatementSyntax loop => loop.Condition is null || IsEndless(loop.Condition, body, type),
                _ => false,
            };
            if (isEndless)
                return (StatementSyntax)at;
            if (at is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
                return null;
        }

        return null;
    }

    private static bool IsEndless(ExpressionSyntax condition, Body body, TypeFlow type)
    {
        while (condition is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression })
            condition = condition is ParenthesizedExpressionSyntax inner ? inner.Expression : ((PrefixUnaryExpressionSyntax)condition).Operand;
        return condition.IsKind(SyntaxKind.TrueLiteralExpression)
            || (condition is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: MemberNames.ReadRetry } })
            || (condition is IdentifierNameSyntax { Identifier.ValueText: var name } && IsAnswer(name, body, type));
    }

    // A flag that holds a constant, or what a check said.
    private static bool IsAnswer(string flag, Body body, TypeFlow type)
    {
        var stores = type.Stores.Where(stores => stores.Key is ILocalSymbol local && local.Name == flag && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol)).SelectMany(stores => stores).ToList();
        return stores.Count > 0 && stores.TrueForAll(store => store.Value is { } value
            && (value.ConstantValue.HasValue || value is IDefaultValueOperation || store.Body.Resolve(value).DescendantsAndSelf().All(part => part is IUnaryOperation || part.IsReadRetry(type.Types) || part.Parent?.Kind == OperationKind.Argument || part is IArgumentOperation or IInstanceReferenceOperation)));
    }

    // Anything that counts, measures time, can be cancelled or asks another object whether to go on.
    private static bool IsBound(IOperation operation, Body body) => operation switch
    {
        IIncrementOrDecrementOperation { Target: ILocalReferenceOperation { Local: var counter } } => body.Operations.Any(asked => asked is IBinaryOperation or IIsPatternOperation && asked.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, counter))),
        IIncrementOrDecrementOperation or ICompoundAssignmentOperation => true,
        IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) } => true,
        IThrowOperation => true,
        IInvocationOperation call => Throws(call),
        IDefaultValueOperation or ILiteralOperation => false,
        _ => operation.Kind != OperationKind.Argument && operation.Type is { } type && !IsDefault(operation) && s_bounds.Any(type.Name.Contains),
    };

    // An object that keeps the bound, and throws where it is reached.
    private static bool Throws(IInvocationOperation call) => call.Instance is not (null or IInstanceReferenceOperation)
        && call.TargetMethod.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantNodes().Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax));

    private static bool IsDefault(IOperation operation) => operation.IsImplicit;
}
