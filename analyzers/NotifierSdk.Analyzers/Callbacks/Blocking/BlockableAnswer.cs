using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>
/// Whether a callback knows the answer to "may I block?" that allows what it does next. A test that cannot be read, and a try that failed, count as
/// the right answer.
/// </summary>
internal sealed class BlockableAnswer(bool allowing, WellKnownTypes types) : Automaton
{
    public const int Unasked = 0;
    public const int Allowed = 1;

    public const ulong IsUnasked = 1UL << Unasked;

    public override int StateCount => 2;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(state);

    public override ulong Assume(int state, IOperation condition, bool value, Body body) =>
        1UL << (state == Unasked && Allows(body.Resolve(condition), value, body) ? Allowed : state);

    private bool Allows(IOperation condition, bool value, Body body)
    {
        if (IsAnswer(condition))
            return value == allowing;
        // Whatever was called may have tried a lock, or asked; only what the SDK says of ranges is known to do neither.
        if (condition is IInvocationOperation call && !WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange))
            return !value || HandsOver(call, body);
        return condition is not IInvocationOperation && condition.DescendantsAndSelf().Any(part => IsAnswer(body.Resolve(part)) || part is IInvocationOperation or IIsPatternOperation || IsOfTried(part, body));
    }

    // A scope of the author's own says so whether it got the lock.
    private static bool IsOfTried(IOperation part, Body body) =>
        part is IMemberReferenceOperation { Instance: { } instance } && body.Resolve(instance) is IObjectCreationOperation or IInvocationOperation;

    private bool HandsOver(IInvocationOperation call, Body body) => call.Arguments.Any(argument =>
        WellKnownTypes.Is(argument.Value.Type, types.Invalidation) || IsAnswer(body.Resolve(argument.Value)));

    private bool IsAnswer(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.Name: "IsBlockable" } property && WellKnownTypes.Is(property.Property.ContainingType, types.Invalidation);
}
