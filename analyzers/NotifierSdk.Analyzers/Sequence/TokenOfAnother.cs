using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2009: a token is checked by another notifier than the one that gave it.</summary>
internal sealed class TokenOfAnother() : FlowRule(SequenceRules.TokenOfAnother)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (!(call.IsReadRetry(type.Types) || call.IsCheckRetry(type.Types)) || call.Arguments.Length != 1)
                continue;
            if (Giver(call.Arguments[0].Value, body, type) is not { } begin || Path(begin, body, type) is not { } giver || Path(call, body, type) is not { } checker)
                continue;
            if (giver.Equals(checker))
                continue;
            var (place, given) = (call.Arguments[0].Syntax.GetLocation(), begin.Syntax.GetLocation());
            report(At(place, [given], checker, giver, Lines.Of(given, place)));
        }
    }

    /// <summary>The call that gave the token; null if it cannot be told.</summary>
    public static IInvocationOperation? Giver(IOperation token, Body body, TypeFlow type)
    {
        var isNegated = false;
        return Condition.Strip(body.Resolve(token), body, ref isNegated) is IInvocationOperation begin && begin.IsReadBegin(type.Types) ? begin : null;
    }

    // Locals may name one another's objects; this, parameters and fields are told apart.
    private static LockPath? Path(IInvocationOperation call, Body body, TypeFlow type) =>
        LockPath.Of(call.Instance, body, type) is { } path && path.Root is null or IParameterSymbol ? path : null;
}
