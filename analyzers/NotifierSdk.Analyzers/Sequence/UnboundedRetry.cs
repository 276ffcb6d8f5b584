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
        var loops = new HashSet<StatementSyntax>();
        foreach (var (call, body) in type.Calls)
        {
            if (BeginsBehind(call, body, type).ToList() is not { Count: > 0 } begins || LoopAround(call, body, type) is not { } loop || loops.Contains(loop))
                continue;
            if (!MayEnd(loop) || (begins[0].IsOnThis() ? !begins.Exists(begunAgain.Contains) || engines.Exists(engine => IsGivenUp(engine, body)) : MayBeGivenUp(loop)))
                continue;
            var inLoop = body.Operations.Where(operation => loop.Span.Contains(operation.Syntax.Span)).ToList();
            if (inLoop.FirstOrDefault(operation => operation.IsReadRetry(type.Types) || ProtocolCalls.Checks(operation, body, type)) is not { } retry
                || inLoop.Exists(operation => begins[0].IsOnThis() ? IsBound(operation, body, loop) : MayBeBound(operation, body)) || HelpersIn(inLoop, body, type).Any(helper => helper.Operations.Any(operation => IsBound(operation, helper, null))))
            {
                continue;
            }

            loops.Add(loop);
            report(Explained(loop.GetFirstToken().GetLocation(), Clause.Of("begun", begins[0].Syntax.GetLocation()).Add("checked", retry.Syntax.GetLocation())));
        }
    }

    // A loop that nothing leaves serves one request after the other.
    private static bool MayEnd(StatementSyntax loop) =>
        loop is WhileStatementSyntax { Condition: not LiteralExpressionSyntax } or DoStatementSyntax { Condition: not LiteralExpressionSyntax } or ForStatementSyntax { Condition: not (null or LiteralExpressionSyntax) }
        || loop.DescendantNodes().Any(node => node is ReturnStatementSyntax or BreakStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax);

    // Itself, or those in the helper that it runs.
    private static IEnumerable<IOperation> BeginsBehind(IInvocationOperation call, Body body, TypeFlow type) => call.IsReadBegin(type.Types) ? [call]
        : type.Bodies.Find(call, body) is { } helper && helper != body && ProtocolCalls.Begins(call, body, type) ? type.CalleesOf([helper]).SelectMany(run => run.Calls).Where(inner => inner.IsReadBegin(type.Types) && inner.IsOnThis())
        : [];

    // What bounds the retries may be in one of those that begin or check.
    private static IEnumerable<Body> HelpersIn(IEnumerable<IOperation> inLoop, Body body, TypeFlow type) => type.CalleesOf(inLoop
        .Where(operation => ProtocolCalls.Begins(operation, body, type) || ProtocolCalls.Checks(operation, body, type))
        .Select(operation => type.Bodies.Find(operation, body))
        .OfType<Body>());

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
    private static StatementSyntax? LoopAround(IInvocationOperation call, Body body, TypeFlow type)
    {
        for (var at = call.Syntax.Parent; at is not null and not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax); at = at.Parent)
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
        while (Asked(condition) is { } inner)
            condition = inner;
        return condition.IsKind(SyntaxKind.TrueLiteralExpression)
            || (condition is InvocationExpressionSyntax asked && body.Calls.Any(call => call.Syntax == asked && (call.IsReadRetry(type.Types) || ProtocolCalls.Checks(call, body, type))))
            || (condition is IdentifierNameSyntax { Identifier.ValueText: var name } && IsAnswer(name, body, type));
    }

    // (x), !x, x is false, x == false
    private static ExpressionSyntax? Asked(ExpressionSyntax condition) => condition switch
    {
        ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => not.Operand,
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } pattern => pattern.Expression,
        BinaryExpressionSyntax { OperatorToken.ValueText: "==" or "!=", Right: LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "FaultStatus" } } } comparison => comparison.Left,
        _ => null,
    };

    // A flag that holds a constant, or what a check said.
    private static bool IsAnswer(string flag, Body body, TypeFlow type)
    {
        var stores = type.Stores.Where(stores => stores.Key is ILocalSymbol local && local.Name == flag && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol)).SelectMany(stores => stores).ToList();
        return stores.Count > 0 && stores.TrueForAll(store => store.Value is { } value
            && (value.ConstantValue.HasValue || value is IDefaultValueOperation || store.Body.Resolve(value).DescendantsAndSelf().All(part => part is IUnaryOperation || part.IsReadRetry(type.Types) || ProtocolCalls.Checks(part, store.Body, type) || part.Parent?.Kind == OperationKind.Argument || part is IArgumentOperation or IInstanceReferenceOperation)));
    }

    // What measures time, can be cancelled, or compares. How many pages a turn has is no bound of the turns; neither is what is counted and never asked for.
    private static bool IsBound(IOperation operation, Body body, SyntaxNode? loop) => operation switch
    {
        IIncrementOrDecrementOperation { Target: var counter } => IsAskedFor(counter, body),
        ICompoundAssignmentOperation { Target: var counter } => IsAskedFor(counter, body),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } test => !IsOfInnerLoop(test.Syntax, loop),
        IBinaryOperation => false,
        _ => MayBeBound(operation, body),
    };

    private static bool IsAskedFor(IOperation counter, Body body) => VariableOf(counter) is not { } variable
        || body.Operations.Any(asked => asked is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation && asked.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(VariableOf(part), variable)));

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
        _ => null,
    };

    // for (var page = first; page <= last; page++) inside the turn.
    private static bool IsOfInnerLoop(SyntaxNode test, SyntaxNode? loop) => loop is not null && test.Ancestors().TakeWhile(around => around != loop).Any(around => around is ForStatementSyntax { Condition: { } condition } && condition.Span.Contains(test.Span));

    // Of another notifier's section, anything that counts, measures time, can be cancelled or asks another object whether to go on.
    private static bool MayBeBound(IOperation operation, Body body) => operation switch
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
