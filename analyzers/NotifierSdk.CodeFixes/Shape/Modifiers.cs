using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>Adds a modifier behind or before those that are there, and leaves comments and indentation where they are.</summary>
internal static class Modifiers
{
    public static T Append<T>(T declaration, SyntaxKind modifier)
        where T : MemberDeclarationSyntax
    {
        var token = SyntaxFactory.Token(modifier).WithTrailingTrivia(SyntaxFactory.Space);
        if (declaration.Modifiers.Count > 0)
            return (T)declaration.AddModifiers(token);

        // The first token of the declaration, or the first one behind its attributes, carries the indentation.
        var next = declaration.AttributeLists.Count > 0
            ? declaration.AttributeLists.Last().GetLastToken().GetNextToken()
            : declaration.GetFirstToken();
        var moved = declaration.ReplaceToken(next, next.WithLeadingTrivia());
        return (T)moved.AddModifiers(token.WithLeadingTrivia(next.LeadingTrivia));
    }

    public static T Prepend<T>(T declaration, SyntaxKind modifier)
        where T : MemberDeclarationSyntax
    {
        if (declaration.Modifiers.Count == 0)
            return Append(declaration, modifier);
        var first = declaration.Modifiers[0];
        var token = SyntaxFactory.Token(first.LeadingTrivia, modifier, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return (T)declaration.WithModifiers(declaration.Modifiers.Replace(first, first.WithLeadingTrivia()).Insert(0, token));
    }
}
