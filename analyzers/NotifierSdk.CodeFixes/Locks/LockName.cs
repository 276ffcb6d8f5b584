using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>What the code of a method calls a lock, so that it can be compared with what the analyzer calls it.</summary>
internal static class LockName
{
    /// <summary>Null if the expression is no path of names.</summary>
    public static string? Of(ExpressionSyntax? expression, SemanticModel model) => expression switch
    {
        ThisExpressionSyntax => "this",
        IdentifierNameSyntax name => Of(model.GetSymbolInfo(name).Symbol),
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member when model.GetSymbolInfo(name).Symbol is { } symbol =>
            symbol.IsStatic ? Of(symbol) : Of(member.Expression, model) is { } owner ? $"{owner}.{symbol.Name}" : null,
        _ => null,
    };

    private static string? Of(ISymbol? symbol) => symbol switch
    {
        IFieldSymbol or IPropertySymbol => symbol.IsStatic ? $"{symbol.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{symbol.Name}" : $"this.{symbol.Name}",
        ILocalSymbol or IParameterSymbol => symbol.Name,
        _ => null,
    };
}
