using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether the invalidation in one local, which was detached from its scope, is open and in no other hand.</summary>
internal sealed class OpenDetached(ILocalSymbol open, IInvocationOperation detach, Body body, WellKnownTypes types) : Automaton
{
    public const int Closed = 0;
    public const int Open = 1;

    private readonly bool _isHandedOn = body.Operations.OfType<ILocalReferenceOperation>().Any(reference => Is(reference, open) && !IsOwnUse(reference))
        || body.Lambdas.Any(lambda => IsMentionedIn(lambda, open));

    public override int StateCount => 2;

    public override bool Decides(IOperation operation, Body body) => false;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(operation switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Is(target, open) => assignment.Value == detach ? Open : Closed,
        ILocalReferenceOperation reference when Is(reference, open) && !IsOwnUse(reference) => Closed, // whoever has it ends it
        IInvocationOperation { Instance: ILocalReferenceOperation receiver, TargetMethod.Name: "End" or "TryEnd" or "Dispose" } when Is(receiver, open) => Closed,
        IFlowAnonymousFunctionOperation function when body.Lambdas.Any(lambda => lambda.Lambda == function && IsMentionedIn(lambda, open)) => Closed,
        _ => state,
    });

    public override ulong Assume(int state, IOperation condition, bool value, Body body) =>
        1UL << (!value && condition is IPropertyReferenceOperation { Property.Name: "IsOpen", Instance: ILocalReferenceOperation asked } && Is(asked, open) ? Closed : state);

    // Who hands it on does so before anything that is called with it can throw, and may know that nothing else throws.
    public override bool MayThrow(IOperation operation, Body body) =>
        base.MayThrow(operation, body)
        && !_isHandedOn
        && !(operation is IInvocationOperation { Instance: ILocalReferenceOperation receiver } && Is(receiver, open))
        && !(operation is IInvocationOperation call && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange));

    /// <summary>Whether a local function mentions it, which may end it whenever it is called.</summary>
    public static bool IsInLocalFunction(ILocalSymbol open, Body body) => body.LocalFunctions.Any(function => IsMentionedIn(function, open));

    private static bool IsMentionedIn(Body nested, ILocalSymbol open) =>
        nested.SelfAndNested.Any(inside => inside.Operations.Any(operation => operation is ILocalReferenceOperation reference && Is(reference, open)));

    private static bool Is(ILocalReferenceOperation reference, ILocalSymbol open) => SymbolEqualityComparer.Default.Equals(reference.Local, open);

    private static bool IsOwnUse(ILocalReferenceOperation reference) => reference.Parent switch
    {
        IInvocationOperation call => call.Instance == reference,
        IPropertyReferenceOperation property => property.Instance == reference,
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        _ => false,
    };
}
