using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether callbacks of an object may still run when one of its members has been freed by one operation.</summary>
internal sealed class Freed(IOperation free, WellKnownTypes types) : Automaton
{
    /// <summary>Callbacks may run.</summary>
    public const int Registered = 0;

    /// <summary>So they may, and the member is freed.</summary>
    public const int Early = 1;

    /// <summary>No callback runs any more.</summary>
    public const int Removed = 2;

    /// <summary>It is being removed, and nobody has waited for that.</summary>
    public const int Leaving = 3;


    public override int StateCount => 4;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(operation switch
    {
        _ when operation == free => state == Registered ? Early : state,
        IAwaitOperation when state == Leaving => Removed, // for OnRemoved, perhaps
        IInvocationOperation call when IsOf(call, body) => call.TargetMethod.Name switch
        {
            MemberNames.Remove or MemberNames.RemoveAsync or MemberNames.TryRemove => Removed,
            MemberNames.RemoveLater => state == Registered ? Leaving : state,
            _ => state,
        },
        IInvocationOperation call when state == Leaving && (call.TargetMethod.Name.StartsWith("Wait", StringComparison.Ordinal) || call.TargetMethod.Name == "Join") => Removed,
        _ => state,
    });

    // What is not inserted has no callbacks.
    public override ulong Assume(int state, IOperation condition, bool value, Body body) =>
        1UL << (!value && condition is IPropertyReferenceOperation { Property.Name: "IsInserted", Instance: { } owner } && NotifierPath.Of(owner, body) is { IsThis: true } ? Removed : state);

    public override bool Enters(IInvocationOperation call, Body body) => call != free && (call.Instance is null or IInstanceReferenceOperation);

    /// <summary>Whether the call is one of the notifier's own members on the object itself.</summary>
    public bool IsOf(IInvocationOperation call, Body body) =>
        WellKnownTypes.Is(call.TargetMethod.ContainingType, types.IntervalNotifier) && NotifierPath.Of(call.Instance, body) is { IsThis: true };
}
