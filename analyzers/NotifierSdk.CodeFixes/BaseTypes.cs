using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes;

/// <summary>Adds a base type before or behind those that are there; what ends the line stays at its end.</summary>
internal static class BaseTypes
{
    /// <summary>A base class comes before the interfaces.</summary>
    public static ClassDeclarationSyntax Prepend(ClassDeclarationSyntax declaration, string type) =>
        declaration.BaseList is { Types: var types } interfaces
            ? declaration.WithBaseList(interfaces.WithTypes(types.Insert(0, Named(type))))
            : AddFirst(declaration, type);

    /// <summary>An interface comes behind all others.</summary>
    public static ClassDeclarationSyntax Append(ClassDeclarationSyntax declaration, string type)
    {
        if (declaration.BaseList is not { Types: { Count: > 0 } types } others)
            return AddFirst(declaration, type);
        var last = types.Last();
        return declaration.WithBaseList(others.WithTypes(types
            .Replace(last, last.WithoutTrailingTrivia())
            .Add(Named(type).WithTrailingTrivia(last.GetTrailingTrivia()))));
    }

    // Behind the name, its type parameters and its constructor's parameters.
    private static ClassDeclarationSyntax AddFirst(ClassDeclarationSyntax declaration, string type)
    {
        var last = declaration.ParameterList?.GetLastToken() ?? declaration.TypeParameterList?.GetLastToken() ?? declaration.Identifier;
        var behind = last.TrailingTrivia;
        var colon = Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space);
        return declaration
            .ReplaceToken(last, last.WithTrailingTrivia(Space))
            .WithBaseList(BaseList(colon, SingletonSeparatedList<BaseTypeSyntax>(Named(type).WithTrailingTrivia(behind))));
    }

    private static SimpleBaseTypeSyntax Named(string type) => SimpleBaseType(ParseTypeName(type).WithAdditionalAnnotations(Simplifier.Annotation));
}
