using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers;

/// <summary>Recognizes members of the SDK and of the framework.</summary>
internal static class KnownMembers
{
    private static readonly HashSet<string> CallbackNames =
        [MemberNames.OnInvalidate, MemberNames.OnInvalidateStart, MemberNames.OnInvalidateFinish];

    /// <summary>Whether it is the member of that name that the type declares, or one of its overloads.</summary>
    public static bool IsMember(this IMethodSymbol method, INamedTypeSymbol? declaring, string name) =>
        method.Name == name && WellKnownTypes.Is(method.ContainingType, declaring);

    /// <summary>The type and the types nested in it, all the way down.</summary>
    public static IReadOnlyList<INamedTypeSymbol> SelfAndNested(this INamedTypeSymbol type)
    {
        var all = new List<INamedTypeSymbol>();
        var open = new Stack<INamedTypeSymbol>();
        open.Push(type);
        while (open.Count > 0)
        {
            var next = open.Pop();
            all.Add(next);
            foreach (var nested in next.GetTypeMembers().Reverse())
                open.Push(nested);
        }

        return all;
    }

    /// <summary>The type and what a value of it may hold: the elements of an array, the type arguments of a collection or a tuple, all the way down.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndHeld(this ITypeSymbol type)
    {
        var open = new Stack<ITypeSymbol>();
        open.Push(type);
        while (open.Count > 0)
        {
            type = open.Pop();
            yield return type;
            if (type is IArrayTypeSymbol array)
                open.Push(array.ElementType);
            foreach (var argument in (type as INamedTypeSymbol)?.TypeArguments ?? [])
                open.Push(argument);
        }
    }

    public static bool HasAttribute(this ISymbol symbol, INamedTypeSymbol? attribute) =>
        WellKnownTypes.Find(symbol, attribute) is not null;

    /// <summary>Whether the method runs while an invalidation begins: a callback that is overridden, or a method that is marked as (half of) one.</summary>
    public static bool IsCallback(this IMethodSymbol method, WellKnownTypes types) =>
        method.OverridesCallback(types)
        || method.HasAttribute(types.Invalidate)
        || method.HasAttribute(types.InvalidateStart)
        || method.HasAttribute(types.InvalidateFinish);

    /// <summary>Whether the method overrides a callback of IntervalNotifier.</summary>
    public static bool OverridesCallback(this IMethodSymbol method, WellKnownTypes types)
    {
        if (!method.IsOverride || !CallbackNames.Contains(method.Name))
            return false;
        while (method.OverriddenMethod is { } overridden)
            method = overridden;
        return WellKnownTypes.Is(method.ContainingType, types.IntervalNotifier);
    }
}
