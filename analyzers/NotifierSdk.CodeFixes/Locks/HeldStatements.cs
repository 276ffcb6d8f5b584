using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>
/// The statements that a function means to run with a lock held, told by where it takes and where it releases it: from the one to the last of the others,
/// or to the block's end. Only where they can be put into a statement that holds the lock, and nothing else runs under it than before.
/// </summary>
/// <param name="Calls">What takes and releases the lock.</param>
/// <param name="Block">The block in which the lock is taken.</param>
/// <param name="First">The first of them in the block.</param>
/// <param name="End">The one behind the last: the release, if there is one in the block itself.</param>
internal sealed record HeldStatements(LockCalls Calls, BlockSyntax Block, int First, int End)
{
    /// <summary>Whether the lock is released by a statement of the block itself.</summary>
    public bool IsReleasedAtEnd => End < Block.Statements.Count;

    public static HeldStatements? Find(SyntaxNode node, string name, SemanticModel model)
    {
        if (node.AncestorsAndSelf().FirstOrDefault(IsFunction) is not { } function || LockCalls.Find(function, name, model) is not { } calls)
            return null;
        var block = (BlockSyntax)calls.Take.Parent!;
        var first = block.Statements.IndexOf(calls.Take) + 1;
        var own = calls.Releases.Where(release => release.Parent == block).ToList();
        var end = own.Count == 1 ? block.Statements.IndexOf(own[0]) : block.Statements.Count;
        var held = new HeldStatements(calls, block, first, end);
        return own.Count < 2 && first < end && held.EndsWhereItShould(function) && held.CanBeWrapped(model) && held.IsLeftWithIt() ? held : null;
    }

    /// <summary>The releases on the ways out of them.</summary>
    public IEnumerable<ExpressionStatementSyntax> InnerReleases => Calls.Releases.Where(release => release.Parent != Block);

    /// <summary>The statement behind a release.</summary>
    public static StatementSyntax? Behind(StatementSyntax release) =>
        release.Parent is BlockSyntax block ? block.Statements.SkipWhile(statement => statement != release).Skip(1).FirstOrDefault() : null;

    private IReadOnlyList<StatementSyntax> Statements => [.. Block.Statements.Skip(First).Take(End - First)];

    private static bool IsFunction(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax;

    // Behind a block that just ends with the lock held, nobody knows how far it was meant to be.
    private bool EndsWhereItShould(SyntaxNode function) =>
        IsReleasedAtEnd || Block.Parent == function || Block.Statements.Last() is ReturnStatementSyntax or ThrowStatementSyntax;

    private bool CanBeWrapped(SemanticModel model) =>
        WrappedStatements.CanBe(Statements, model) && WrappedStatements.DeclaredForOthers(Statements, model).Count == 0
        && (Calls.Kind is LockKind.Semaphore || !Statements.Any(WrappedStatements.Awaits));

    // Each release stands right before the jump that leaves them, and nothing that ran without the lock on that way would run with it.
    private bool IsLeftWithIt() =>
        InnerReleases.All(release => Statements.Any(statement => statement.Span.Contains(release.Span)) && LeavesAtOnce(release))
        && Statements.SelectMany(statement => statement.DescendantNodesAndSelf(each => !IsFunction(each))).All(node => node switch
        {
            BreakStatementSyntax jump => IsWithin(TargetOf(jump)) || IsBehindRelease(jump),
            ContinueStatementSyntax jump => IsWithin(TargetOf(jump)) || IsBehindRelease(jump) || TargetOf(jump) == Block.Parent,
            _ => true,
        });

    private bool LeavesAtOnce(ExpressionStatementSyntax release)
    {
        var isJump = Behind(release) switch
        {
            ReturnStatementSyntax { Expression: var value } => value is null || IsValue(value),
            ThrowStatementSyntax { Expression: null } => true,
            BreakStatementSyntax or ContinueStatementSyntax => !IsWithin(TargetOf(Behind(release)!)),
            _ => false,
        };
        return isJump && !release.Ancestors().TakeWhile(each => each != Block).Any(RunsOnTheWayOut);
    }

    private static bool RunsOnTheWayOut(SyntaxNode around) =>
        around is TryStatementSyntax { Finally: not null } or UsingStatementSyntax or LockStatementSyntax || IsFunction(around)
        || (around is BlockSyntax block && block.Statements.Any(statement => statement is LocalDeclarationStatementSyntax { UsingKeyword.Text.Length: > 0 }));

    private bool IsWithin(SyntaxNode? target) => target is not null && Statements.Any(statement => statement.Span.Contains(target.Span));

    private bool IsBehindRelease(StatementSyntax jump) => InnerReleases.Any(release => Behind(release) == jump);

    private static SyntaxNode? TargetOf(StatementSyntax jump) => jump.Ancestors().FirstOrDefault(each =>
        each is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax || (each is SwitchStatementSyntax && jump is BreakStatementSyntax));

    // Nothing is done to compute it.
    private static bool IsValue(ExpressionSyntax value) => value.DescendantNodesAndSelf().All(each =>
        each is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or PredefinedTypeSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression });
}
