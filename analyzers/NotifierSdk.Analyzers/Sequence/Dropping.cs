using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Recognizes operations that take something out of a member of the object, or empty it.</summary>
internal static class Dropping
{
    private static readonly string[] s_drops =
        ["Clear", "Remove", "TryRemove", "ExceptWith", "IntersectWith", "Flush", "Drop", "Zap", "Evict", "Invalidate", "Unmap", "Reset", "Revoke", "Purge", "Empty", "Forget", "Discard"];

    /// <summary>The member that something is dropped of; null if the operation drops nothing.</summary>
    public static ISymbol? Of(IOperation operation, Body body, TypeFlow? type = null) => operation switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment when IsEmpty(assignment.Value) => Filling.MemberOf(assignment.Target, body, type),
        IInvocationOperation { Instance: { } instance } call when IsNamedSo(call.TargetMethod) => Filling.MemberOf(instance, body, type),
        IInvocationOperation { Instance: null, TargetMethod: { Name: "Clear" or "Fill", ContainingType.Name: "Array" } } call => Filling.MemberOf(call.Arguments[0].Value, body, type),
        _ => null,
    };

    /// <summary>Whether the method's name says that it drops something of the object that it is called on.</summary>
    public static bool IsNamedSo(IMethodSymbol method) => s_drops.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static bool IsEmpty(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return Filling.IsNothing(value) || value is IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } or ICollectionExpressionOperation { Elements.IsEmpty: true };
    }
}
