using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>Tells types that only unsafe code may name: pointers, and whatever is made of them.</summary>
internal static class Pointers
{
    public static bool AreIn(IMethodSymbol method)
    {
        if (AreIn(method.ReturnType))
            return true;
        foreach (var parameter in method.Parameters)
        {
            if (AreIn(parameter.Type))
                return true;
        }

        return false;
    }

    public static bool AreIn(ITypeSymbol? type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => AreIn(array.ElementType),
        INamedTypeSymbol named => AreIn(named),
        _ => false,
    };

    private static bool AreIn(INamedTypeSymbol type)
    {
        foreach (var argument in type.TypeArguments)
        {
            if (AreIn(argument))
                return true;
        }

        return AreIn((ITypeSymbol?)type.ContainingType);
    }
}
