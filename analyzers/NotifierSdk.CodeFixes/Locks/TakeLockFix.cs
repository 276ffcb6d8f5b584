using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>A fix that takes the lock which is missing: around the statement at fault, or around those that belong to it.</summary>
public abstract class TakeLockFix : DriverCodeFix
{
    private protected TakeLockFix(string rule, string title = "Take the lock")
        : base(rule, title)
    {
    }

    /// <summary>What belongs to the place at fault and has to be under the same lock; null if that cannot be told.</summary>
    private protected virtual LockedPlace? Around(LockedPlace place, SyntaxNode fault, SemanticModel model) => place;

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Find(node, model, diagnostic) is not null;

    private protected sealed override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        var found = places.Select(place => Find(place.Node, editor.SemanticModel, place.Diagnostic)!).ToList();
        var outermost = found.Where(place => !found.Any(other => other.Span != place.Span && other.Span.Contains(place.Span))).ToList();
        foreach (var inBlock in outermost.OfType<StatementRun>().GroupBy(run => run.Block))
        {
            var runs = StatementRun.Merge(inBlock).Reverse().ToList();
            editor.ReplaceNode(inBlock.Key, (current, _) => runs.Aggregate((BlockSyntax)current, (block, run) => run.LockIn(block, editor.SemanticModel)));
        }

        foreach (var alone in outermost.OfType<LonePlace>().GroupBy(place => place.Node).Select(group => group.First()))
            editor.ReplaceNode(alone.Node, (current, _) => alone.Lock(current));
    }

    private LockedPlace? Find(SyntaxNode node, SemanticModel model, Diagnostic diagnostic)
    {
        if (TakenLock.At(node, model, diagnostic) is not { } taken)
            return null;
        LockedPlace? place = node.AncestorsAndSelf().FirstOrDefault(each => each is StatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax) switch
        {
            WhileStatementSyntax or DoStatementSyntax => null, // it may wait for another who needs the lock
            StatementSyntax { Parent: BlockSyntax block } statement =>
                new StatementRun(taken, block, block.Statements.IndexOf(statement), block.Statements.IndexOf(statement) + 1),
            StatementSyntax { Parent: not GlobalStatementSyntax } statement => new LoneStatement(taken, statement),
            ArrowExpressionClauseSyntax arrow => new ExpressionBody(taken, arrow),
            _ => null,
        };
        return place is not null && Around(place, node, model) is { } whole && whole.CanBeLocked(model) ? whole : null;
    }
}
