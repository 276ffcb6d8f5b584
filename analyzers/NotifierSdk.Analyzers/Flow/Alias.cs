using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>A property that is another name of a field or property of its type: <c>Table => _table</c>.</summary>
internal static class Alias
{
    // Weak: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<ISymbol, ISymbol> s_known = new();

    /// <summary>The field or property that the member is a name of; the member itself if it is none.</summary>
    public static ISymbol Of(ISymbol member)
    {
        if (member is not IPropertySymbol { IsIndexer: false, IsVirtual: false, IsAbstract: false, IsOverride: false, GetMethod: not null } property)
            return member;
        if (!s_known.TryGetValue(property, out var named))
            named = s_known.GetValue(property, static each => Find((IPropertySymbol)each));
        return named;
    }

    private static ISymbol Find(IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.Length != 1 || property.DeclaringSyntaxReferences[0].GetSyntax() is not PropertyDeclarationSyntax declaration)
            return property;
        var getter = declaration.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        var returned = Unforgiven((declaration.ExpressionBody ?? getter?.ExpressionBody)?.Expression ?? (getter?.Body is { Statements: { Count: 1 } statements } ? (statements[0] as ReturnStatementSyntax)?.Expression : null));
        var name = returned switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var simple } => simple,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } => own,
            _ => null,
        };
        for (var type = name is null ? null : property.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name!).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol) is { } named)
                return named;
        }

        return property;
    }

    private static ExpressionSyntax? Unforgiven(ExpressionSyntax? value)
    {
        while (value is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var forgiven })
            value = forgiven;
        return value;
    }
}
