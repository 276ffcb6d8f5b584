using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2005: what <c>ReadBegin</c> or <c>ReadRetry</c> said is dropped.</summary>
internal sealed class DroppedResult() : FlowRule(SequenceRules.DroppedResult)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (IsDropped(call) && (Says(call, body, type, Calls.IsReadRetry) || (Says(call, body, type, Calls.IsReadBegin) && Commits(body, type))))
                report(Told(call, body, type));
        }
    }

    private Diagnostic Told(IInvocationOperation call, Body body, TypeFlow type)
    {
        var isCheck = Says(call, body, type, Calls.IsReadRetry);
        var clause = isCheck ? Begun(call, body, type) : Lock(call, body, type);
        var remedy = isCheck ? "commit only if it is false" : "keep the token, and hand it to ReadRetry under the lock";
        return At(call.Syntax.GetLocation(), clause.Places, call.TargetMethod.Name, clause.For(call.Syntax.GetLocation()), remedy);
    }

    // Itself, or a helper that says no more than it did.
    private static bool Says(IInvocationOperation call, Body body, TypeFlow type, Func<IOperation, WellKnownTypes, bool> isIt) => isIt(call, type.Types)
        || (type.Bodies.Find(call, body) is { Returned.Count: > 0 } helper && type.IsCalledPrivately(helper) && helper.Returned.All(value => IsAnswer(value, helper, type.Types, isIt)));

    private static bool IsAnswer(IOperation value, Body helper, WellKnownTypes types, Func<IOperation, WellKnownTypes, bool> isIt)
    {
        var isNegated = false;
        return isIt(Condition.Strip(helper.Resolve(value), helper, ref isNegated), types);
    }

    private static Clause Begun(IInvocationOperation retry, Body body, TypeFlow type) =>
        Clause.Of("begun", retry.Arguments.Select(argument => TokenOrigin.Of(argument.Value, body, type)).FirstOrDefault()?.Syntax.GetLocation());

    private static Clause Lock(IInvocationOperation begin, Body body, TypeFlow type) => Clause.Of("the lock is taken", body.Operations
        .FirstOrDefault(operation => operation.Syntax.SpanStart > begin.Syntax.SpanStart && LockOperation.Of(operation, body, type) is { Action: not LockAction.Release })
        ?.Syntax.GetLocation());

    // Whoever only begins, and takes no lock afterwards, waits for running invalidations.
    private static bool Commits(Body body, TypeFlow type) =>
        body.Method?.IsCallback(type.Types) != true && body.Operations.Any(operation => LockOperation.Of(operation, body, type) is not null);

    private static bool IsDropped(IOperation call)
    {
        var user = call.Parent;
        while (user is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            user = user.Parent;
        return user is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }
}
