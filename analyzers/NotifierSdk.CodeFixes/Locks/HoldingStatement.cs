using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.Shape;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>A statement that holds a lock, to which others are added that need the same.</summary>
internal static class HoldingStatement
{
    /// <summary>Whether the statement at that place holds that lock alone, from its beginning to its end.</summary>
    public static bool Is(BlockSyntax block, int at, TakenLock taken, SemanticModel model) => at >= 0 && at < block.Statements.Count && block.Statements[at] switch
    {
        LockStatementSyntax { Statement.IsMissing: false } statement => LockName.Of(statement.Expression, model) == taken.Code,
        UsingStatementSyntax { Statement.IsMissing: false, Expression: InvocationExpressionSyntax scope } => ReceiverOf(scope, "EnterScope", model) == taken.Code,
        TryStatementSyntax { Finally.Block.Statements: { Count: 1 } last } => at > 0
            && CallIn(last[0]) is { } release && ReceiverOf(release, taken.Kind is LockKind.Semaphore ? "Release" : "ExitWriteLock", model) == taken.Code
            && IsTake(block, at - 1, taken, model),
        _ => false,
    };

    /// <summary>How many statements hold the lock, beginning at that place: one, or two where it is taken before a try statement; 0 if it is not held.</summary>
    public static int LengthAt(BlockSyntax block, int at, TakenLock taken, SemanticModel model) =>
        Is(block, at, taken, model) ? 1 : at < block.Statements.Count && IsTake(block, at, taken, model) && Is(block, at + 1, taken, model) ? 2 : 0;

    public static StatementSyntax Append(StatementSyntax holding, IEnumerable<StatementSyntax> statements) => Change(holding, own => [.. own, .. statements.Select(Indented)]);

    public static StatementSyntax Prepend(StatementSyntax holding, IEnumerable<StatementSyntax> statements) => Change(holding, own => [.. statements.Select(Indented), .. own]);

    private static bool IsTake(BlockSyntax block, int at, TakenLock taken, SemanticModel model) =>
        CallIn(block.Statements[at]) is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAsync" or "EnterWriteLock" } called }
        && LockName.Of(called.Expression, model) == taken.Code;

    private static StatementSyntax Change(StatementSyntax holding, Func<IEnumerable<StatementSyntax>, IEnumerable<StatementSyntax>> change) => holding switch
    {
        LockStatementSyntax statement => statement.WithStatement(ChangeBody(statement.Statement, change)),
        UsingStatementSyntax statement => statement.WithStatement(ChangeBody(statement.Statement, change)),
        TryStatementSyntax statement => statement.WithBlock(ChangeBody(statement.Block, change)),
        _ => throw new ArgumentException("It holds no lock.", nameof(holding)),
    };

    private static BlockSyntax ChangeBody(StatementSyntax body, Func<IEnumerable<StatementSyntax>, IEnumerable<StatementSyntax>> change) => body is BlockSyntax block
        ? block.WithStatements(List(change(block.Statements)))
        : Block(change([body])).WithTrailingTrivia(body.GetTrailingTrivia().Where(trivia => !Comments.Is(trivia))).WithAdditionalAnnotations(Formatter.Annotation);

    private static StatementSyntax Indented(StatementSyntax statement) => statement.WithAdditionalAnnotations(Formatter.Annotation);

    private static InvocationExpressionSyntax? CallIn(StatementSyntax statement) => statement is not ExpressionStatementSyntax { Expression: var expression } ? null
        : (expression is AwaitExpressionSyntax { Expression: var awaited } ? awaited : expression) as InvocationExpressionSyntax;

    private static string? ReceiverOf(InvocationExpressionSyntax call, string method, SemanticModel model) =>
        call.Expression is MemberAccessExpressionSyntax called && called.Name.Identifier.ValueText == method ? LockName.Of(called.Expression, model) : null;
}
