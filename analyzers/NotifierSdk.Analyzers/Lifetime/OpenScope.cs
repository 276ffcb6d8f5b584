using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether the scope in one local is open.</summary>
internal sealed class OpenScope(ILocalSymbol scope, IInvocationOperation begin, WellKnownTypes types) : Automaton
{
    public const int Closed = 0;
    public const int Open = 1;

    public override int StateCount => 2;

    public static bool IsScope(ITypeSymbol? type) => type is { Name: "InvalidationScope", ContainingNamespace.Name: "NotifierSdk" };

    public override bool Decides(IOperation operation, Body body) => operation == begin && begin.Type?.SpecialType == SpecialType.System_Boolean;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (Decides(operation, body))
            return Outcome.Split(Open, Closed);
        if (operation == begin && begin.Type?.SpecialType == SpecialType.System_Void)
            return Outcome.To(Open); // it is handed out
        if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment && IsThis(target))
            return Outcome.To(assignment.Value == begin ? Open : Closed);
        return Outcome.To(operation is IInvocationOperation { Instance: ILocalReferenceOperation receiver } && IsThis(receiver) ? Closed : state);
    }

    // Ending a scope never throws, and beginning one that throws opens none.
    public override bool MayThrow(IOperation operation, Body body) =>
        base.MayThrow(operation, body)
        && operation != begin
        && !(operation is IInvocationOperation { Instance: ILocalReferenceOperation receiver } && IsThis(receiver))
        && !(operation is IInvocationOperation call && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.AddressRange));

    private bool IsThis(ILocalReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(reference.Local, scope);
}
