using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>What the code that callbacks run mentions, as far as all of it can be seen.</summary>
internal static class CallbackCode
{
    /// <summary>The fields and properties of the type that it mentions; null if part of it cannot be seen, or if it counts up what others compare.</summary>
    public static HashSet<ISymbol>? MembersOf(IEnumerable<Body> callbacks, TypeFlow type)
    {
        var bodies = type.CalleesOf(callbacks).SelectMany(body => body.SelfAndNested).Distinct().ToList();
        var members = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var body in bodies)
        {
            foreach (var operation in body.Operations)
            {
                if (IsUnseen(operation, body, type) || IsGeneration(operation))
                    return null;
                if (operation is not IMemberReferenceOperation { Member: var member })
                    continue;
                members.Add(member);
                members.Add(Alias.Of(member));
            }
        }

        return members;
    }

    // A helper that a derived or base type may bring, a delegate of the type's own, and whoever is handed the object.
    private static bool IsUnseen(IOperation operation, Body body, TypeFlow type) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call => call.Instance is { } invoked && body.Resolve(invoked) is IFieldReferenceOperation,
        IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var method } call =>
            type.Bodies.Find(call, body) is null && !WellKnownTypes.Is(method.ContainingType, type.Types.IntervalNotifier) && method.ContainingType.SpecialType != SpecialType.System_Object,
        IArgumentOperation argument => body.Resolve(argument.Value) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance },
        IMethodReferenceOperation { Instance: IInstanceReferenceOperation } => true,
        _ => false,
    };

    /// <summary>Whether it moves on a number that readers of a shadow compare which is dropped lazily.</summary>
    public static bool IsGeneration(IOperation operation) => operation switch
    {
        IIncrementOrDecrementOperation { Target: IMemberReferenceOperation } => true,
        ICompoundAssignmentOperation { Target: IMemberReferenceOperation } => true,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Interlocked", Name: "Increment" or "Add" } } => true,
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_UInt32 or SpecialType.System_Boolean }, Value: var value } =>
            !Filling.IsNothing(value),
        _ => false,
    };
}
