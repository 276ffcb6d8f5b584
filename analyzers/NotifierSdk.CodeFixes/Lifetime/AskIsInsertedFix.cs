using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Lifetime;

/// <summary>5001: removes only what is inserted.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AskIsInsertedFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public AskIsInsertedFix()
        : base("NSDK5001", "Ask whether it is inserted")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax }, Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax };

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var question = ((InvocationExpressionSyntax)node).Expression is MemberAccessExpressionSyntax member ? $"{member.Expression}.IsInserted" : "IsInserted";
        editor.ReplaceNode(node.Parent!, (current, _) =>
        {
            var statement = (StatementSyntax)current;
            return IfStatement(ParseExpression(question), statement.WithoutLeadingTrivia())
                .WithLeadingTrivia(statement.GetLeadingTrivia())
                .WithAdditionalAnnotations(Formatter.Annotation);
        });
    }
}
