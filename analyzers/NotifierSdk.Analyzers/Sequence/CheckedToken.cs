using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Whether the token in a local has collided: it does so for ever, until another one is stored there.</summary>
internal sealed class CheckedToken(ILocalSymbol token, TypeFlow type) : Automaton
{
    public const int Fresh = 0;

    public const int Collided = 1;

    public override int StateCount => 2;

    public override Outcome Step(int state, IOperation operation, Body body) =>
        Checks(operation) ? Outcome.Split(Collided, state)
        : Writes.Of(operation, body).Any(write => SymbolEqualityComparer.Default.Equals(write.Symbol, token)) ? Outcome.To(Fresh)
        : Outcome.To(state);

    public override bool Decides(IOperation operation, Body body) => Checks(operation);

    /// <summary>The token that <c>ReadRetry</c> checks, where it is in a local: also in that of the one caller that hands it to a helper.</summary>
    public static ILocalSymbol? Of(IInvocationOperation retry, TypeFlow type) => retry.Arguments.Length != 1 ? null : retry.Arguments[0].Value switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => GivenTo(parameter.Parameter, type),
        _ => null,
    };

    /// <summary>Whether the operation checks this token.</summary>
    public bool Checks(IOperation operation) =>
        operation.IsReadRetry(type.Types) && operation.IsOnThis() && SymbolEqualityComparer.Default.Equals(Of((IInvocationOperation)operation, type), token);

    // A method that nobody else calls, and that stores no other token there.
    private static ILocalSymbol? GivenTo(IParameterSymbol parameter, TypeFlow type)
    {
        if (type.Bodies.All.FirstOrDefault(body => body.Method?.Parameters.Contains(parameter, SymbolEqualityComparer.Default) == true) is not { } helper || !type.IsCalledPrivately(helper) || helper.IsWritten(parameter))
            return null;
        var calls = type.CallsInto[helper].Take(2).ToList();
        return calls.Count == 1 ? (calls[0].Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value as ILocalReferenceOperation)?.Local : null;
    }
}
