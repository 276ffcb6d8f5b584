using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>Adds a modifier behind those that are there, and leaves comments and indentation where they are.</summary>
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
}
