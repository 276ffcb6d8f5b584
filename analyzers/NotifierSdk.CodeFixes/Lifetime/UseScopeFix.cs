using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes.Lifetime;

/// <summary>5006: makes the local that holds the scope a using declaration. A scope that is ended earlier as well is ended once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UseScopeFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public UseScopeFix()
        : base("NSDK5006", "End it with using")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        Declaration(node) is { Parent: BlockSyntax block, Declaration.Variables: { Count: 1 } variables }
        && model.GetDeclaredSymbol(variables[0]) is { } scope
        && !block.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left).Symbol, scope));

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) =>
        editor.ReplaceNode(Declaration(node)!, (current, _) =>
        {
            var declaration = (LocalDeclarationStatementSyntax)current;
            var keyword = SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
            return declaration.WithoutLeadingTrivia().WithUsingKeyword(keyword);
        });

    private static LocalDeclarationStatementSyntax? Declaration(SyntaxNode node) =>
        node.Parent is EqualsValueClauseSyntax { Parent.Parent.Parent: LocalDeclarationStatementSyntax declaration } ? declaration : null;
}
