using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>What declarations say about locks: [DriverLock], [GuardedBy], [RequiresLock], and the parts that annotated methods play.</summary>
internal static class LockContracts
{
    /// <summary>The lock that the member names in the attribute; null if it has none.</summary>
    public static string? LockName(ISymbol member, INamedTypeSymbol? attribute) =>
        WellKnownTypes.Find(member, attribute) is { ConstructorArguments: { Length: 1 } arguments } ? arguments[0].Value as string : null;

    /// <summary>The [DriverLock] of the type, its own or inherited.</summary>
    public static ISymbol? DriverLock(INamedTypeSymbol? type, WellKnownTypes types)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol or IPropertySymbol && member.HasAttribute(types.DriverLockAttribute))
                    return member is IFieldSymbol { AssociatedSymbol: { } property } ? property : member;
            }
        }

        return null;
    }

    /// <summary>Whether generated code calls the method with the driver lock held: the callback or its start, or a commit.</summary>
    public static bool IsCalledWithDriverLock(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.Invalidate) || method.HasAttribute(types.InvalidateStart) || IsStep(method, ArgumentNames.Commit, types);

    /// <summary>Whether generated code calls the method at all.</summary>
    public static bool IsCalledByGeneratedCode(IMethodSymbol method, WellKnownTypes types) =>
        IsCalledWithDriverLock(method, types) || method.HasAttribute(types.InvalidateFinish)
        || IsStep(method, ArgumentNames.Collect, types) || IsStep(method, ArgumentNames.Discard, types) || IsStep(method, ArgumentNames.Range, types);

    /// <summary>The locks that the method is called with, by the names that its type gives them.</summary>
    public static IEnumerable<string> RequiredBy(IMethodSymbol method, WellKnownTypes types)
    {
        if (LockName(method, types.RequiresLock) is { } named)
            yield return named;
        if (method.AssociatedSymbol is IPropertySymbol property && LockName(property, types.RequiresLock) is { } inherited)
            yield return inherited;
        if (IsCalledWithDriverLock(method, types) && DriverLock(method.ContainingType, types) is { } driverLock)
            yield return driverLock.Name;
    }

    private static bool IsStep(IMethodSymbol method, string step, WellKnownTypes types)
    {
        foreach (var member in method.ContainingType?.GetMembers() ?? [])
        {
            if (member is IMethodSymbol && WellKnownTypes.Find(member, types.Fault) is { } fault
                && fault.NamedArguments.Any(argument => argument.Key == step && Equals(argument.Value.Value, method.Name)))
            {
                return true;
            }
        }

        return false;
    }
}
