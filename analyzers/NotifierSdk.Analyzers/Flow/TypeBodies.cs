using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Every body that a type and the types nested in it have, and which of them a call runs.</summary>
internal sealed class TypeBodies
{
    // What messages say of paths is worth that much, all together; the rest say what is wrong, and not on which way.
    private const int MostPlaces = 100_000;

    private readonly Dictionary<ISymbol, Body> _byMethod = new(SymbolEqualityComparer.Default);

    private readonly InheritedBodies? _inherited;

    private int _places;

    public TypeBodies(IEnumerable<Body> bodies, Budget budget, InheritedBodies? inherited = null)
    {
        Budget = budget;
        _inherited = inherited;
        All = [.. bodies];
        foreach (var body in All)
        {
            if (body.Method is { } method)
                _byMethod[Implementation(method)] = body;
        }
    }

    /// <summary>The bodies of members; local functions and lambdas are inside them.</summary>
    public IReadOnlyList<Body> All { get; }

    /// <summary>Whether what the type calls may be in a base class of the project.</summary>
    public bool HasBases => _inherited is { IsEmpty: false };

    /// <summary>What all automata share.</summary>
    public Budget Budget { get; }

    /// <summary>Counts a place that is looked at for the sake of a message.</summary>
    public bool TrySearch() => ++_places <= MostPlaces;

    public Body? Find(IMethodSymbol method) => _byMethod.TryGetValue(Implementation(method), out var body) ? body : _inherited?.Find(Implementation(method));

    /// <summary>The body that runs when the call does; null if that is elsewhere, or cannot be known.</summary>
    public Body? Find(IInvocationOperation call, Body caller)
    {
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction)
            return LocalFunction(call.TargetMethod, caller);
        return IsOnSame(call.Instance, caller) && !(call.IsVirtual && CanBeOverridden(call.TargetMethod)) ? Find(call.TargetMethod) : null;
    }

    /// <summary>The same of a property that is read: its getter, if that does more than say what a field holds.</summary>
    public Body? Find(IOperation operation, Body caller) => operation switch
    {
        IInvocationOperation call => Find(call, caller),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } read when IsRead(read) && !CanBeOverridden(getter) && IsOnSame(read.Instance, caller) => Find(getter) is { IsPlain: false } body ? body : null,
        _ => null,
    };

    private static bool IsRead(IPropertyReferenceOperation property) => property.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != property;

    private static bool IsOnSame(IOperation? instance, Body caller) =>
        instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } || BackPointer.Target(instance, caller) is not null;

    private static Body? LocalFunction(IMethodSymbol function, Body? caller)
    {
        for (; caller is not null; caller = caller.Outer)
        {
            foreach (var candidate in caller.LocalFunctions)
            {
                if (SymbolEqualityComparer.Default.Equals(candidate.Symbol, function.OriginalDefinition))
                    return candidate;
            }
        }

        return null;
    }

    private static bool CanBeOverridden(IMethodSymbol method) =>
        (method.IsVirtual || method.IsAbstract || method.IsOverride) && !method.IsSealed && !method.ContainingType.IsSealed;

    private static IMethodSymbol Implementation(IMethodSymbol method) => method.OriginalDefinition.PartialImplementationPart ?? method.OriginalDefinition;
}
