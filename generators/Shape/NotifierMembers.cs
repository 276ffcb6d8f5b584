using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>Finds what hides a member of IntervalNotifier from the code of a driver that mentions it.</summary>
internal static class NotifierMembers
{
    /// <summary>Whether the name alone means something else in the driver's code.</summary>
    public static bool IsHidden(INamedTypeSymbol driver, string name)
    {
        foreach (var parameter in driver.TypeParameters)
        {
            if (parameter.Name == name)
                return true;
        }

        return Hiding(driver, name, isInherited: false) is not null || Hiding(driver, name, isInherited: true) is not null;
    }

    /// <summary>What the driver declares under that name, or inherits from a type that is not the runtime's; null if nothing.</summary>
    public static ISymbol? Hiding(INamedTypeSymbol driver, string name, bool isInherited)
    {
        var declaring = isInherited ? driver.BaseType : driver;
        for (; declaring is not null && !IsIntervalNotifier(declaring); declaring = isInherited ? declaring.BaseType : null)
        {
            foreach (var member in declaring.GetMembers(name))
            {
                var isReachable = !isInherited || member.DeclaredAccessibility != Accessibility.Private;
                if (isReachable && !member.IsOverride && !OwnOutput.Contains(member))
                    return member;
            }
        }

        return null;
    }

    /// <summary>What keeps an override in the driver from replacing the runtime's method; null if nothing does.</summary>
    public static ISymbol? InTheWayOfOverride(INamedTypeSymbol driver, IMethodSymbol overridden)
    {
        if (driver.Name == overridden.Name)
            return driver;
        foreach (var parameter in driver.TypeParameters)
        {
            if (parameter.Name == overridden.Name)
                return parameter;
        }

        for (var declaring = driver; declaring is not null && !IsIntervalNotifier(declaring); declaring = declaring.BaseType)
        {
            foreach (var member in declaring.GetMembers(overridden.Name))
            {
                var isReachable = SymbolEqualityComparer.Default.Equals(declaring, driver) || member.DeclaredAccessibility != Accessibility.Private;
                var isOverload = member is IMethodSymbol method && (method.Arity > 0 || !HasSameParameters(method, overridden));
                if (isReachable && !member.IsOverride && !isOverload && !OwnOutput.Contains(member))
                    return member;
            }
        }

        return null;
    }

    public static bool HasSameParameters(IMethodSymbol one, IMethodSymbol other)
    {
        if (one.Parameters.Length != other.Parameters.Length)
            return false;
        for (var i = 0; i < one.Parameters.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(one.Parameters[i].Type, other.Parameters[i].Type))
                return false;
        }

        return true;
    }

    private static bool IsIntervalNotifier(INamedTypeSymbol type) =>
        type is { Name: "IntervalNotifier", ContainingType: null, ContainingNamespace: { Name: "NotifierSdk", ContainingNamespace.IsGlobalNamespace: true } };
}
