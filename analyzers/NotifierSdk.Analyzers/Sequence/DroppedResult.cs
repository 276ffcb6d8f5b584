using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2005: what <c>ReadBegin</c> or <c>ReadRetry</c> said is dropped.</summary>
internal sealed class DroppedResult() : FlowRule(SequenceRules.DroppedResult)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if ((call.IsReadRetry(type.Types) || (call.IsReadBegin(type.Types) && Commits(body, type))) && IsDropped(call))
                report(At(call.Syntax.GetLocation(), null, call.TargetMethod.Name));
        }
    }

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
