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

    public static bool AreIn(ITypeSymbol? type)
    {
        var open = new Stack<ITypeSymbol?>();
        open.Push(type);
        while (open.Count > 0)
        {
            switch (open.Pop())
            {
                case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
                    return true;
                case IArrayTypeSymbol array:
                    open.Push(array.ElementType);
                    break;
                case INamedTypeSymbol named:
                    foreach (var argument in named.TypeArguments)
                        open.Push(argument);
                    open.Push(named.ContainingType);
                    break;
            }
        }

        return false;
    }
}
