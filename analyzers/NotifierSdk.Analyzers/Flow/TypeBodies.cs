using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Every body that a type and the types nested in it have, and which of them a call runs.</summary>
internal sealed class TypeBodies
{
    // Ten times what all rules need for a thousand lines of one type. Generated monsters are given up on.
    private const int MostVisits = 100_000;

    private readonly Dictionary<ISymbol, Body> _byMethod = new(SymbolEqualityComparer.Default);

    public TypeBodies(IEnumerable<Body> bodies)
    {
        All = [.. bodies];
        foreach (var body in All)
        {
            if (body.Method is { } method)
                _byMethod[Implementation(method)] = body;
        }
    }

    /// <summary>The bodies of members; local functions and lambdas are inside them.</summary>
    public IReadOnlyList<Body> All { get; }

    /// <summary>How many blocks have been passed, by whatever automaton.</summary>
    public int Visits { get; private set; }

    /// <summary>Whether there were too many, so that some automata have not seen all paths.</summary>
    public bool AreGivenUp => Visits == MostVisits;

    /// <summary>Counts the visit of a block; false when there were too many.</summary>
    public bool TryVisit()
    {
        if (AreGivenUp)
            return false;
        Visits++;
        return true;
    }

    public Body? Find(IMethodSymbol method) => _byMethod.TryGetValue(Implementation(method), out var body) ? body : null;

    /// <summary>The body that runs when the call does; null if that is elsewhere, or cannot be known.</summary>
    public Body? Find(IInvocationOperation call, Body caller)
    {
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction)
            return LocalFunction(call.TargetMethod, caller);
        var isOnThis = call.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };
        return isOnThis && !(call.IsVirtual && CanBeOverridden(call.TargetMethod)) ? Find(call.TargetMethod) : null;
    }

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
