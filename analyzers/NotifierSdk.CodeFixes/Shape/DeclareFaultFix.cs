using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1006: adds <c>partial</c> and <c>private</c>. A body is somebody's work, and stays.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeclareFaultFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public DeclareFaultFix()
        : base("NSDK1006", "Declare it as a partial method")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is MethodDeclarationSyntax { Body: null, ExpressionBody: null, SemicolonToken.IsMissing: false } method
        && !method.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.AbstractKeyword or SyntaxKind.ExternKeyword)
        && (model.GetDeclaredSymbol(method)?.PartialImplementationPart is not { } otherHalf || OwnOutput.Contains(otherHalf));

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => editor.ReplaceNode(node, (current, _) =>
    {
        var method = (MethodDeclarationSyntax)current;
        if (!method.Modifiers.Any(SyntaxKind.PartialKeyword))
            method = Modifiers.Append(method, SyntaxKind.PartialKeyword);
        return method.Modifiers.Any(modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())) ? method : Modifiers.Prepend(method, SyntaxKind.PrivateKeyword);
    });
}
