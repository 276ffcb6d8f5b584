using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>4006: takes the lock the way its type means it. Only lock statements: a Monitor call has a partner elsewhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TakeLockProperlyFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public TakeLockProperlyFix()
        : base("NSDK4006", "Take the lock itself")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        node.Parent is LockStatementSyntax { Statement.IsMissing: false } statement
        && statement.Expression == node
        && (HasScope(model, node) || statement.Parent is BlockSyntax);

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic)
    {
        var name = (ExpressionSyntax)node;
        var kind = LockedStatements.KindOf(editor.SemanticModel.GetTypeInfo(node).Type, editor.SemanticModel);
        if (LockedStatements.HasStatement(kind))
        {
            editor.ReplaceNode(node.Parent!, (current, _) => EnterScope((LockStatementSyntax)current));
            return;
        }

        editor.InsertBefore(node.Parent!, LockedStatements.Take(kind, name, isAwaited: false).WithLeadingTrivia(node.Parent!.GetLeadingTrivia()));
        editor.ReplaceNode(node.Parent!, (current, _) => LockedStatements.Released(kind, name, BodyOf((LockStatementSyntax)current)));
    }

    private static bool HasScope(SemanticModel model, SyntaxNode node) => LockedStatements.HasStatement(LockedStatements.KindOf(model.GetTypeInfo(node).Type, model));

    // What is written between the parts of the statement stays there.
    private static UsingStatementSyntax EnterScope(LockStatementSyntax statement) => UsingStatement(
        statement.AttributeLists, awaitKeyword: default, Token(SyntaxKind.UsingKeyword).WithTriviaFrom(statement.LockKeyword),
        statement.OpenParenToken, declaration: null, LockedStatements.Scope(statement.Expression), statement.CloseParenToken, statement.Statement);

    private static BlockSyntax BodyOf(LockStatementSyntax statement) => statement.Statement as BlockSyntax ?? Block(statement.Statement);
}
