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

    /// <summary>The token that <c>ReadRetry</c> checks, where it is in a local.</summary>
    public static ILocalSymbol? Of(IInvocationOperation retry) => retry.Arguments.Length == 1 ? (retry.Arguments[0].Value as ILocalReferenceOperation)?.Local : null;

    /// <summary>Whether the operation checks this token.</summary>
    public bool Checks(IOperation operation) =>
        operation.IsReadRetry(type.Types) && operation.IsOnThis() && SymbolEqualityComparer.Default.Equals(Of((IInvocationOperation)operation), token);
}
