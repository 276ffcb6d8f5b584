using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes.Shape;

/// <summary>1002: derives a class that has no other base class from IntervalNotifier.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddBaseClassFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AddBaseClassFix()
        : base("NSDK1002", "Derive from IntervalNotifier")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is ClassDeclarationSyntax declaration
        && model.GetDeclaredSymbol(declaration) is { IsStatic: false, BaseType.SpecialType: SpecialType.System_Object };

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        editor.ReplaceNode(node, (current, _) => BaseTypes.Prepend((ClassDeclarationSyntax)current, "global::NotifierSdk.IntervalNotifier"));
}
