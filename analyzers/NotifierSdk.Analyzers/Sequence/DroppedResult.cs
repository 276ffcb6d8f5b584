using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2005: what <c>ReadBegin</c> or <c>ReadRetry</c> said is dropped.</summary>
internal sealed class DroppedResult() : FlowRule(SequenceRules.DroppedResult)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, _) in type.Calls)
        {
            if ((call.IsReadBegin(type.Types) || call.IsReadRetry(type.Types)) && IsDropped(call))
                report(At(call.Syntax.GetLocation(), null, call.TargetMethod.Name));
        }
    }

    private static bool IsDropped(IOperation call)
    {
        var user = call.Parent;
        while (user is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            user = user.Parent;
        return user is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
    }
}
