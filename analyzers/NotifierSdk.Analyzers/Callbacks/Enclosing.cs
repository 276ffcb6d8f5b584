using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>Whose code an operation is.</summary>
internal static class Enclosing
{
    /// <summary>The method or local function in which the operation runs; null inside a lambda, which may run anywhere and at any time, and in initializers.</summary>
    public static IMethodSymbol? Method(IOperation operation, ISymbol containing)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
                return null;
            if (at is ILocalFunctionOperation local)
                return local.Symbol;
        }

        return containing as IMethodSymbol;
    }

    /// <summary>The operation's block: the body of the method or local function in which it runs.</summary>
    public static IOperation Body(IOperation operation)
    {
        while (operation.Parent is { } parent and not (ILocalFunctionOperation or IAnonymousFunctionOperation))
            operation = parent;
        return operation;
    }
}
