using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1001: adds <c>partial</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddPartialFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddPartialFix()
        : base("NSDK1001", "Add the partial modifier")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is TypeDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.PartialKeyword) && !type.Modifiers.Any(SyntaxKind.FileKeyword);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        editor.ReplaceNode(node, (current, _) => Modifiers.Append((TypeDeclarationSyntax)current, SyntaxKind.PartialKeyword));
}
