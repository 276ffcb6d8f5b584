using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>Statements of one block, one behind the other, that are put under a lock.</summary>
/// <param name="Taken">The lock.</param>
/// <param name="Block">The block.</param>
/// <param name="First">The first of them.</param>
/// <param name="End">The one behind the last.</param>
internal sealed record StatementRun(TakenLock Taken, BlockSyntax Block, int First, int End) : LockedPlace(Taken)
{
    public override TextSpan Span => TextSpan.FromBounds(Block.Statements[First].SpanStart, Block.Statements[End - 1].Span.End);

    public IReadOnlyList<StatementSyntax> Statements => [.. Block.Statements.Skip(First).Take(End - First)];

    public override bool CanBeLocked(SemanticModel model) =>
        Taken.Bears(Statements, model)
        && WrappedStatements.DeclaredForOthers(Statements, model).All(variable => Statements.Any(statement => SplitDeclaration.Declares(statement, variable, model)));

    /// <summary>One run where several touch or overlap, so that the lock is taken once.</summary>
    public static IReadOnlyList<StatementRun> Merge(IEnumerable<StatementRun> runs)
    {
        var merged = new List<StatementRun>();
        foreach (var run in runs.OrderBy(run => run.First).ThenByDescending(run => run.End))
        {
            if (merged.Count > 0 && merged[merged.Count - 1] is var last && run.First <= last.End && run.Taken.Code == last.Taken.Code)
                merged[merged.Count - 1] = last with { End = Math.Max(last.End, run.End) };
            else if (merged.Count == 0 || run.First >= merged[merged.Count - 1].End)
                merged.Add(run);
        }

        return merged;
    }

    /// <summary>The block, which may be changed behind this run, with the run under the lock: in the statement beside it that holds the lock, or in one of its own.</summary>
    public BlockSyntax LockIn(BlockSyntax current, SemanticModel model)
    {
        var (declarations, inner) = Split([.. current.Statements.Skip(First).Take(End - First)], model);
        var before = current.Statements.Take(First).ToList();
        var behind = current.Statements.Skip(End).ToList();
        var blankLines = Comments.BlankLines(inner[0]);
        inner[0] = Comments.WithoutBlankLines(inner[0]);
        if (declarations.Count == 0 && HoldingStatement.Is(Block, First - 1, Taken, model))
        {
            before[First - 1] = HoldingStatement.Append(before[First - 1], inner);
            if (behind.Count > 0 && Comments.BlankLines(behind[0]).Count == 0)
                behind[0] = behind[0].WithLeadingTrivia(blankLines.AddRange(behind[0].GetLeadingTrivia()));
            return current.WithStatements(List(before.Concat(behind)));
        }

        var locked = HoldingStatement.LengthAt(Block, End, Taken, model) is > 0 and var length ? Prepended(inner, behind, length) : Taken.Around(inner);
        var made = declarations.Concat(locked).ToList();
        var own = made[0].GetLeadingTrivia().Where(trivia => !trivia.HasAnnotation(SyntaxAnnotation.ElasticAnnotation)); // else the formatter would take the blank lines away
        made[0] = made[0].WithLeadingTrivia(blankLines.AddRange(own)).WithAdditionalAnnotations(Formatter.Annotation);
        return current.WithStatements(List(before.Concat(made).Concat(behind)));
    }

    private (List<StatementSyntax> Declarations, List<StatementSyntax> Statements) Split(IReadOnlyList<StatementSyntax> current, SemanticModel model)
    {
        var forOthers = WrappedStatements.DeclaredForOthers(Statements, model);
        var (declarations, statements) = (new List<StatementSyntax>(), new List<StatementSyntax>());
        foreach (var (original, statement) in Statements.Zip(current, (original, statement) => (original, statement)))
        {
            if (!forOthers.Any(variable => SplitDeclaration.Declares(original, variable, model)))
            {
                statements.Add(statement);
                continue;
            }

            declarations.Add(SplitDeclaration.Declaration((LocalDeclarationStatementSyntax)original, model));
            statements.Add(SplitDeclaration.Assignment((LocalDeclarationStatementSyntax)statement));
        }

        return (declarations, statements);
    }

    private static List<StatementSyntax> Prepended(List<StatementSyntax> inner, List<StatementSyntax> behind, int length)
    {
        var holding = behind.Take(length).ToList();
        behind.RemoveRange(0, length);
        holding[length - 1] = HoldingStatement.Prepend(holding[length - 1], inner);
        holding[0] = Comments.WithoutBlankLines(holding[0]);
        return holding;
    }
}
