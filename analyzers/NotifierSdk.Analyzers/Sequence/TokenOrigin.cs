using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Which call gave a token: by its value, or by an <c>out</c> parameter.</summary>
internal static class TokenOrigin
{
    /// <summary>Null if it cannot be told, as of a token that several calls may have given.</summary>
    public static IInvocationOperation? Of(IOperation token, Body body, TypeFlow type)
    {
        var isNegated = false;
        var value = Condition.Strip(body.Resolve(token), body, ref isNegated);
        if (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } awaited })
            value = awaited;
        return value switch
        {
            IInvocationOperation call when ProtocolCalls.IsBegin(call, body, type) => call,
            ILocalReferenceOperation { Local: var local } => GivenTo(local, body, type),
            _ => null,
        };
    }

    /// <summary>Whether the call gives its token by an <c>out</c> parameter: this argument.</summary>
    public static bool IsGivenTo(IArgumentOperation argument, TypeFlow type) =>
        argument is { Parameter: { RefKind: RefKind.Out, Type.Name: "ReadToken" }, Parent: IInvocationOperation call }
        && (call.IsReadBegin(type.Types) || (call.IsOnThis() && type.Bodies.Find(call.TargetMethod) is { } helper && ProtocolCalls.Beginning(type).Contains(helper)));

    private static IInvocationOperation? GivenTo(ILocalSymbol local, Body body, TypeFlow type)
    {
        IInvocationOperation? only = null;
        foreach (var step in body.Operations)
        {
            if (!Writes.Of(step, body).Any(write => SymbolEqualityComparer.Default.Equals(write.Symbol, local)))
                continue;
            if (only is not null || step is not IArgumentOperation argument || !IsGivenTo(argument, type))
                return null;
            only = (IInvocationOperation)argument.Parent!;
        }

        return only;
    }
}
