using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>
/// 2013: a function captures a token or section, and is kept beyond the fault; or it runs on while the next attempt replaces the token in the variable that both share.
/// Work that is handed a token of its own, and checks it, is a fault that ends on another thread.
/// </summary>
internal sealed class CapturedToken() : FlowRule(SequenceRules.CapturedToken)
{
    private const string Outlives = "it outlives its fault";
    private const string Replaced = "the next ReadBegin replaces it while that runs";

    private static readonly HashSet<string> s_starts = ["Run", "StartNew", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "ContinueWith"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            foreach (var made in body.Operations.Where(step => step is IFlowAnonymousFunctionOperation or IMethodReferenceOperation))
            {
                if (FunctionOf(made, body) is { } function && Captured(function) is { } token && HolderOf(made, IsReplaced(token, body), body, type, out var why) is { } holder)
                    report(At(token.Syntax.GetLocation(), null, token.Type!.Name, holder, why));
            }
        }
    }

    private static Body? FunctionOf(IOperation made, Body body)
    {
        if (made is IFlowAnonymousFunctionOperation)
            return body.Lambdas.FirstOrDefault(lambda => lambda.Lambda == made);
        for (var at = body; at is not null && made is IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } method }; at = at.Outer)
        {
            if (at.LocalFunctions.FirstOrDefault(local => SymbolEqualityComparer.Default.Equals(local.Symbol, method.OriginalDefinition)) is { } found)
                return found;
        }

        return null;
    }

    // The first mention of one that is declared outside of the function.
    private static IOperation? Captured(Body function)
    {
        var inside = new HashSet<ISymbol>(function.SelfAndNested.Select(body => body.Symbol), SymbolEqualityComparer.Default);
        return function.SelfAndNested.SelectMany(body => body.Operations).FirstOrDefault(step =>
            IsToken(step.Type) && VariableOf(step) is { } variable && !inside.Contains(variable.ContainingSymbol));
    }

    private static bool IsToken(ITypeSymbol? type) => type is { Name: "ReadToken" or "ReadSection", ContainingNamespace.Name: "NotifierSdk" };

    private static ISymbol? VariableOf(IOperation step) => step switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    // Declared once, and stored to in every turn; a variable that is declared in the turn is another one each time.
    private static bool IsReplaced(IOperation token, Body body) =>
        VariableOf(token) is ILocalSymbol local
        && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration
        && body.Loops.Any(loop => body.Graph.Blocks.Skip(loop.First).Take(loop.Last - loop.First + 1).SelectMany(body.StepsOf).ToList() is var turn
            && turn.SelectMany(step => Writes.Of(step, body)).Any(write => SymbolEqualityComparer.Default.Equals(write.Symbol, local))
            && turn.All(step => step.Syntax.SpanStart > declaration.Span.End));

    private static string? HolderOf(IOperation made, bool isReplaced, Body body, TypeFlow type, out string why)
    {
        why = Outlives;
        var at = made.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            at = at.Parent;
        switch (at)
        {
            case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol } kept }:
                return $"what '{kept.Member.Name}' keeps";
            case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation handled }:
                return $"a handler of '{handled.Event.Name}'";
            case IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Timer" } timer } when timer.Parent is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation }:
                return "a timer";
            case IArgumentOperation { Parent: IInvocationOperation start } when isReplaced && s_starts.Contains(start.TargetMethod.Name) && IsThreading(start.TargetMethod) && IsLetGo(start):
                why = Replaced;
                return "work that nobody waits for";
            case IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call } when type.Bodies.Find(call, body) is { Method: { } method } && KeeperOf(method.Parameters.ElementAtOrDefault(parameter.Ordinal), type) is { } keeper:
                return $"what '{keeper.Name}' keeps";
            default:
                return null;
        }
    }

    // The member in which a helper stores what it is handed.
    private static ISymbol? KeeperOf(IParameterSymbol? parameter, TypeFlow type) => type.Stores
        .FirstOrDefault(stores => stores.Key is IFieldSymbol or IPropertySymbol && stores.Any(store => store.Value is { } value && store.Body.Resolve(value) is IParameterReferenceOperation handed && SymbolEqualityComparer.Default.Equals(handed.Parameter, parameter)))
        ?.Key;

    private static bool IsThreading(IMethodSymbol method) =>
        method.ContainingType is { Name: "Task" or "ThreadPool" or "TaskFactory", ContainingNamespace: { } space } && space.ToDisplayString().StartsWith("System.Threading", StringComparison.Ordinal);

    private static bool IsLetGo(IInvocationOperation start) => start.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
}
