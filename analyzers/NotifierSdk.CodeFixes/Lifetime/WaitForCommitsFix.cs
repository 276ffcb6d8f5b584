using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.CodeFixes.Locks;

namespace NotifierSdk.CodeFixes.Lifetime;

/// <summary>5011: overrides WaitForCommits, and takes and releases the driver lock in it, as generated code does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WaitForCommitsFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public WaitForCommitsFix()
        : base("NSDK5011", "Wait for commits")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        TypeOf(node) is { CloseBraceToken.IsMissing: false } && LockOf(diagnostic) is not null;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var ofType in places.GroupBy(place => TypeOf(place.Node)!))
        {
            var (node, diagnostic) = ofType.First();
            var name = SyntaxFactory.ParseExpression(LockOf(diagnostic)!);
            var kind = LockedStatements.KindOf(editor.SemanticModel.GetSpeculativeTypeInfo(node.SpanStart, name, SpeculativeBindingOption.BindAsExpression).Type, editor.SemanticModel);
            name = name.WithAdditionalAnnotations(Simplifier.Annotation);
            StatementSyntax[] statements = LockedStatements.HasStatement(kind)
                ? [LockedStatements.Holding(kind, name, SyntaxFactory.Block())]
                : [LockedStatements.Take(kind, name, false), LockedStatements.Released(kind, name, SyntaxFactory.Block())];
            var method = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration("protected override void WaitForCommits()\n{\n}\n")!)
                .WithBody(SyntaxFactory.Block(statements))
                .WithLeadingTrivia(SyntaxFactory.LineFeed)
                .WithAdditionalAnnotations(Formatter.Annotation);
            editor.AddMember(ofType.Key, method);
        }
    }

    private static TypeDeclarationSyntax? TypeOf(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    private static string? LockOf(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(LockPath.Property, out var code) ? code : null;
}
