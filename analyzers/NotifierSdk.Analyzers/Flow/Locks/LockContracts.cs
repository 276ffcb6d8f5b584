using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>What declarations say about locks: [DriverLock], [GuardedBy], [RequiresLock], and the parts that annotated methods play.</summary>
internal static class LockContracts
{
    // Weak: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, OfType> s_byType = new();

    /// <summary>The lock that the member names in the attribute; null if it has none.</summary>
    public static string? LockName(ISymbol member, INamedTypeSymbol? attribute) =>
        WellKnownTypes.Find(member, attribute) is { ConstructorArguments: { Length: 1 } arguments } ? arguments[0].Value as string : null;

    /// <summary>The [DriverLock] of the type, its own or inherited.</summary>
    public static ISymbol? DriverLock(INamedTypeSymbol? type, WellKnownTypes types)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Of(type, types).DriverLock is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Whether a [Fault] of its type names the method as one of its steps.</summary>
    public static bool IsStep(IMethodSymbol method, WellKnownTypes types) =>
        method.ContainingType is { } type && Of(type, types).Steps.Any(step => step.Value.Contains(method.Name));

    /// <summary>Whether it is the Commit of a [Fault] of its type.</summary>
    public static bool IsCommit(IMethodSymbol method, WellKnownTypes types) => IsStep(method, ArgumentNames.Commit, types);

    /// <summary>Whether generated code calls the method with the driver lock held: the callback or its start, or a commit.</summary>
    public static bool IsCalledWithDriverLock(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.Invalidate) || method.HasAttribute(types.InvalidateStart) || IsStep(method, ArgumentNames.Commit, types);

    /// <summary>Whether generated code may call the method, a Collect, with the driver lock held, after collisions: harmless if it takes a lock that is recursive again.</summary>
    public static bool IsCollectedUnderLock(IMethodSymbol method, ISymbol driverLock, WellKnownTypes types) =>
        method.ContainingType is { } type && Of(type, types).Exclusive.Contains(method.Name)
        && LockOperation.LockKindOf((driverLock as IFieldSymbol)?.Type ?? (driverLock as IPropertySymbol)?.Type, types) is LockKind.Semaphore or LockKind.ReaderWriter;

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

    private static bool IsStep(IMethodSymbol method, string step, WellKnownTypes types) =>
        method.ContainingType is { } type && Of(type, types).Steps.TryGetValue(step, out var names) && names.Contains(method.Name);

    private static OfType Of(INamedTypeSymbol type, WellKnownTypes types) => s_byType.GetValue(type, each => new OfType(each, types));

    /// <summary>What the members of one type say: read once, since every call of each of them is asked for it.</summary>
    private sealed class OfType
    {
        public OfType(INamedTypeSymbol type, WellKnownTypes types)
        {
            foreach (var member in type.GetMembers())
            {
                if (DriverLock is null && member is IFieldSymbol or IPropertySymbol && member.HasAttribute(types.DriverLockAttribute))
                    DriverLock = member is IFieldSymbol { AssociatedSymbol: { } property } ? property : member;
                if (member is not IMethodSymbol || WellKnownTypes.Find(member, types.Fault) is not { } fault)
                    continue;
                if (fault.NamedArguments.Any(static argument => argument is { Key: ArgumentNames.ExclusiveAfter, Value: { Kind: TypedConstantKind.Primitive, Value: >= 0 } })
                    && fault.NamedArguments.FirstOrDefault(static argument => argument.Key == ArgumentNames.Collect).Value is { Kind: TypedConstantKind.Primitive, Value: string collect })
                {
                    Exclusive.Add(collect);
                }

                foreach (var argument in fault.NamedArguments)
                    Add(argument.Key, argument.Value.Kind == TypedConstantKind.Primitive ? argument.Value.Value as string : null);
            }
        }

        public ISymbol? DriverLock { get; }

        /// <summary>The names of the methods that are a step of some fault, by what they do in it.</summary>
        public Dictionary<string, HashSet<string>> Steps { get; } = [];

        /// <summary>The names of the methods that a fault may call with the driver lock held although they collect.</summary>
        public HashSet<string> Exclusive { get; } = [];

        private void Add(string step, string? name)
        {
            if (name is null)
                return;
            if (!Steps.TryGetValue(step, out var names))
                Steps.Add(step, names = []);
            names.Add(name);
        }
    }
}
