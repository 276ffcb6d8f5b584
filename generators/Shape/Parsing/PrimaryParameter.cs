using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>A parameter of a primary constructor is a variable of the object, which any member may assign. One that none assigns is as good as a readonly field.</summary>
internal static class PrimaryParameter
{
    /// <summary>The parameter of that name; null if there is none, or if code of the type assigns it.</summary>
    public static IParameterSymbol? FindUnassigned(string name, INamedTypeSymbol type)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (parameter.Name == name && parameter.RefKind == RefKind.None && IsPrimary(constructor))
                    return IsAssigned(name, type) ? null : parameter;
            }
        }

        return null;
    }

    private static bool IsPrimary(IMethodSymbol constructor)
    {
        foreach (var reference in constructor.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax)
                return true;
        }

        return false;
    }

    // By name: a variable of a method that has the same one counts, too.
    private static bool IsAssigned(string name, INamedTypeSymbol type)
    {
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            foreach (var node in declaration.GetSyntax().DescendantNodes())
            {
                if (node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name && IsStored(identifier))
                    return true;
            }
        }

        return false;
    }

    // Whoever has a reference to a variable may store to it.
    private static bool IsStored(ExpressionSyntax target)
    {
        SyntaxNode at = target;
        while (at.Parent is ParenthesizedExpressionSyntax or TupleExpressionSyntax || IsElement(at.Parent) || IsForgiven(at.Parent))
            at = at.Parent!;
        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == at,
            PostfixUnaryExpressionSyntax => true, // ++ and --; what is forgiven is behind us
            PrefixUnaryExpressionSyntax prefix => prefix.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) && !argument.RefKindKeyword.IsKind(SyntaxKind.InKeyword),
            RefExpressionSyntax => true,
            _ => false,
        };
    }

    private static bool IsElement(SyntaxNode? node) => node is ArgumentSyntax { Parent: TupleExpressionSyntax };

    private static bool IsForgiven(SyntaxNode? node) => node is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression };
}
