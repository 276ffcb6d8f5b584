using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.CodeFixes.Locks;

namespace NotifierSdk.CodeFixes.Sequence;

/// <summary>2004: takes the lock around the check and the commit that relies on it; where the commit has it already, the check moves in.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class CheckUnderLockFix : TakeLockFix
{
    /// <summary>Creates the fix.</summary>
    public CheckUnderLockFix()
        : base("NSDK2004")
    {
    }

    private protected override LockedPlace? Around(LockedPlace place, SyntaxNode fault, SemanticModel model) => place switch
    {
        ExpressionBody { Arrow.Expression: var value } => IsCheckAndCommit(value, fault) ? place : null,
        LoneStatement { Statement: ReturnStatementSyntax { Expression: { } value } } => IsCheckAndCommit(value, fault) ? place : null,
        StatementRun run => run.Statements[0] switch
        {
            ReturnStatementSyntax { Expression: { } value } => IsCheckAndCommit(value, fault) ? run : null,
            IfStatementSyntax { Else: null } check when IsReached(check.Condition, fault, SyntaxKind.LogicalOrExpression) && IsJump(LastOf(check.Statement)) => WithCommit(run, model),
            IfStatementSyntax { Else: null } check when IsNegated(check.Condition, fault) && Commits(check.Statement) && EndsWith(run, LastOf(check.Statement)) => run,
            _ => null,
        },
        _ => null,
    };

    // if (ReadRetry(token)) return; what comes next is the commit, up to the end.
    private static StatementRun? WithCommit(StatementRun check, SemanticModel model)
    {
        if (HoldingStatement.LengthAt(check.Block, check.End, check.Taken, model) > 0)
            return HoldingStatement.Is(check.Block, check.First - 1, check.Taken, model) ? null : check;
        var whole = check with { End = check.Block.Statements.Count };
        return whole.Statements.Skip(1).Any(Commits) && EndsWith(whole, whole.Statements[whole.Statements.Count - 1]) ? whole : null;
    }

    // if (!ReadRetry(token)) { commit }
    private static bool IsNegated(ExpressionSyntax condition, SyntaxNode fault) =>
        fault.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } negation && IsReached(condition, negation, SyntaxKind.LogicalAndExpression);

    // return !ReadRetry(token) && Commit();
    private static bool IsCheckAndCommit(ExpressionSyntax value, SyntaxNode fault) =>
        IsNegated(value, fault) && fault.Parent!.Parent is BinaryExpressionSyntax both && both.Left == fault.Parent && both.Right.DescendantNodesAndSelf().Any(IsCommit);

    private static bool IsReached(ExpressionSyntax whole, SyntaxNode part, SyntaxKind through)
    {
        while (part != whole && (part.Parent is ParenthesizedExpressionSyntax || part.Parent.IsKind(through)))
            part = part.Parent!;
        return part == whole;
    }

    private static bool Commits(StatementSyntax statement) => statement.DescendantNodesAndSelf().OfType<ExpressionStatementSyntax>().Any(each => IsCommit(each.Expression));

    private static bool IsCommit(SyntaxNode node) =>
        node is InvocationExpressionSyntax or AssignmentExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression } or PostfixUnaryExpressionSyntax;

    // Nothing that relies on the check comes behind.
    private static bool EndsWith(StatementRun run, StatementSyntax? last) =>
        last is ReturnStatementSyntax or ThrowStatementSyntax || (run.End == run.Block.Statements.Count && run.Block.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax);

    private static bool IsJump(StatementSyntax? statement) => statement is ReturnStatementSyntax or ContinueStatementSyntax or BreakStatementSyntax or ThrowStatementSyntax;

    private static StatementSyntax? LastOf(StatementSyntax statement) => statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement;
}
