using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>What the code of a method calls a lock, so that it can be compared with what the analyzer calls it.</summary>
internal static class LockName
{
    private const int LongestName = 16; // as that of a lock's path

    /// <summary>Null if the expression is no path of names.</summary>
    public static string? Of(ExpressionSyntax? expression, SemanticModel model)
    {
        var members = "";
        for (var length = 0; length <= LongestName; length++)
        {
            switch (expression)
            {
                case ThisExpressionSyntax:
                    return "this" + members;
                case IdentifierNameSyntax name:
                    return Of(model.GetSymbolInfo(name).Symbol) is { } beginning ? beginning + members : null;
                case MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member when model.GetSymbolInfo(name).Symbol is { } symbol:
                    if (symbol.IsStatic)
                        return Of(symbol) is { } named ? named + members : null;
                    members = $".{symbol.Name}{members}";
                    expression = member.Expression;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static string? Of(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol or IPropertySymbol => symbol.IsStatic ? $"{symbol.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{symbol.Name}" : $"this.{symbol.Name}",
        ILocalSymbol or IParameterSymbol => symbol.Name,
        _ => null,
    };
}
