using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;
using NotifierSdk.Shape.Parsing;

namespace NotifierSdk.Analyzers.Shape;

/// <summary>What the generator reads a type as, read once for all rules.</summary>
internal static class DriverShapes
{
    // Weak: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, StrongBox<DriverShape?>> s_byType = new();

    /// <summary>Null: the type has nothing to do with notifiers.</summary>
    public static DriverShape? Of(INamedTypeSymbol type, WellKnownTypes types, CancellationToken cancellationToken)
    {
        if (!s_byType.TryGetValue(type, out var found))
            found = s_byType.GetValue(type, each => new(DriverParser.Parse(each, types, cancellationToken)));
        return found.Value;
    }
}
