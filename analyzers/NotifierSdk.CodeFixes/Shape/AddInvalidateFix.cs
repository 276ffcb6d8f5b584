using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1008: adds the method that drops a range, for its author to fill.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddInvalidateFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddInvalidateFix()
        : base("NSDK1008", "Add a method that drops a range")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is ClassDeclarationSyntax { OpenBraceToken.IsMissing: false, CloseBraceToken.IsMissing: false } declaration
        && declaration.OpenBraceToken.Text.Length > 0
        && model.GetDeclaredSymbol(declaration) is INamedTypeSymbol type && type.GetMembers(CallbackScaffold.Name).IsEmpty;

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        CallbackScaffold.Add(editor, (ClassDeclarationSyntax)node, CallbackScaffold.Annotated());
}
