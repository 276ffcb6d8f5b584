using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.CodeFixes.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>A callback that keeps the protocol and drops nothing yet.</summary>
internal static class CallbackScaffold
{
    /// <summary>The name of an annotated one.</summary>
    public const string Name = "Drop";

    /// <summary>Adds it behind the other members.</summary>
    public static void Add(DocumentEditor editor, ClassDeclarationSyntax type, MemberDeclarationSyntax callback) =>
        editor.AddMember(type, type.Members.Count > 0 ? callback.WithLeadingTrivia(SyntaxFactory.LineFeed) : callback);

    /// <summary>For generated code, which takes the lock and saves the sequence.</summary>
    public static MemberDeclarationSyntax Annotated() => Member(
        $$"""
        [global::NotifierSdk.Invalidate]
        private void {{Name}}(global::NotifierSdk.AddressRange range)
        {
            // Drop what the shadow holds of the range.
        }

        """);

    /// <summary>An override that saves the sequence under the lock; without a lock there is nothing to save it for.</summary>
    public static MemberDeclarationSyntax ByHand(ISymbol? driverLock, LockKind kind)
    {
        var method = (MethodDeclarationSyntax)Member(
            """
            protected override bool OnInvalidate(in global::NotifierSdk.Invalidation invalidation)
            {
                return true;
            }

            """);
        if (driverLock is null)
            return method.ReplaceNode(method.Body!.Statements[0], method.Body.Statements[0].WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia("// Stop what uses invalidation.Overlap.\n")));
        var name = SyntaxFactory.IdentifierName(driverLock.Name);
        var body = SyntaxFactory.Block(SyntaxFactory.ParseStatement("SetSeq(invalidation.Sequence); // then drop what the shadow holds of invalidation.Overlap\n"));
        if (IsDriverLock(driverLock))
        {
            var asked = SyntaxFactory.ParseStatement($"if (!{driverLock.Name}.TryEnter(in invalidation, out var scope))\nreturn false; // it would have to wait, and may not\n");
            var held = SyntaxFactory.UsingStatement(declaration: null, SyntaxFactory.IdentifierName("scope"), body);
            return method.WithBody(method.Body!.WithStatements(method.Body.Statements.InsertRange(0, [asked, held.WithLeadingTrivia(SyntaxFactory.LineFeed)])));
        }

        IEnumerable<StatementSyntax> locked = LockedStatements.HasStatement(kind)
            ? [LockedStatements.Holding(kind, name, body)]
            : [LockedStatements.Take(kind, name, isAwaited: false), LockedStatements.Released(kind, name, body)];
        return method.WithBody(method.Body!.WithStatements(method.Body.Statements.InsertRange(0, locked)));
    }

    private static bool IsDriverLock(ISymbol member) =>
        (member switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null })
            is { Name: "DriverLock", ContainingNamespace: { Name: "NotifierSdk", ContainingNamespace.IsGlobalNamespace: true } };

    private static MemberDeclarationSyntax Member(string text) =>
        SyntaxFactory.ParseMemberDeclaration(text)!.WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
}
