using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
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
        if (HasScope(editor.SemanticModel, node))
        {
            editor.ReplaceNode(node.Parent!, (current, _) => EnterScope((LockStatementSyntax)current));
            return;
        }

        var (take, release) = editor.SemanticModel.GetTypeInfo(node).Type?.Name == "SemaphoreSlim"
            ? ("Wait", "Release")
            : ("EnterWriteLock", "ExitWriteLock");
        editor.InsertBefore(node.Parent!, Call(node, take).WithLeadingTrivia(node.Parent!.GetLeadingTrivia()));
        editor.ReplaceNode(node.Parent!, (current, _) => TryFinally((LockStatementSyntax)current, release));
    }

    private static bool HasScope(SemanticModel model, SyntaxNode node) => model.GetTypeInfo(node).Type?.Name == "DriverLock";

    private static UsingStatementSyntax EnterScope(LockStatementSyntax statement)
    {
        var scope = InvocationExpression(MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, statement.Expression.WithoutTrivia(), IdentifierName("EnterScope")));
        return UsingStatement(
            statement.AttributeLists, awaitKeyword: default, Token(SyntaxKind.UsingKeyword).WithTriviaFrom(statement.LockKeyword),
            statement.OpenParenToken, declaration: null, scope, statement.CloseParenToken, statement.Statement);
    }

    private static TryStatementSyntax TryFinally(LockStatementSyntax statement, string release)
    {
        var body = statement.Statement as BlockSyntax ?? Block(statement.Statement);
        var finallyBlock = Block(Call(statement.Expression, release));
        return TryStatement(body, default, FinallyClause(finallyBlock)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionStatementSyntax Call(SyntaxNode receiver, string method) =>
        (ExpressionStatementSyntax)ParseStatement($"{receiver.WithoutTrivia()}.{method}();").WithAdditionalAnnotations(Formatter.Annotation);
}
