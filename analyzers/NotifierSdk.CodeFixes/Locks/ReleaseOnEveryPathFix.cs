using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotifierSdk.CodeFixes.Locks;

/// <summary>4002: holds the lock by a statement that releases it on every way out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReleaseOnEveryPathFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public ReleaseOnEveryPathFix()
        : base("NSDK4002", "Release it on every path")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) => Find(node, model, diagnostic) is not null;

    // Several ways out may keep the lock that is taken in one place.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        var taken = places.Select(place => Find(place.Node, editor.SemanticModel, place.Diagnostic)!).GroupBy(held => held.Calls.Take).Select(group => group.First()).ToList();
        foreach (var release in taken.SelectMany(held => held.InnerReleases))
        {
            editor.RemoveNode(release, SyntaxRemoveOptions.KeepNoTrivia);
            if (Comments.AreAt(release))
                editor.ReplaceNode(HeldStatements.Behind(release)!, (jump, _) => jump.WithLeadingTrivia(Comments.Around(release).AddRange(jump.GetLeadingTrivia())));
        }

        foreach (var inBlock in taken.GroupBy(held => held.Block))
            editor.ReplaceNode(inBlock.Key, (current, _) => inBlock.OrderByDescending(held => held.First).Aggregate((BlockSyntax)current, Hold));
    }

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    private static HeldStatements? Find(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(LockPath.Property, out var name) && name is not null ? HeldStatements.Find(node, name, model) : null;

    private static BlockSyntax Hold(BlockSyntax block, HeldStatements held)
    {
        var (take, kind) = (block.Statements[held.First - 1], held.Calls.Kind);
        var inner = Block(block.Statements.Skip(held.First).Take(held.End - held.First).Select((statement, at) => at == 0 ? Comments.WithoutBlankLines(statement) : statement));
        if (held.IsReleasedAtEnd && Comments.AreAt(block.Statements[held.End]))
            inner = inner.WithCloseBraceToken(inner.CloseBraceToken.WithLeadingTrivia(Comments.Around(block.Statements[held.End])));

        IEnumerable<StatementSyntax> holding = LockedStatements.HasStatement(kind)
            ? [WithComment(LockedStatements.Holding(kind, held.Calls.Name.WithoutTrivia(), inner), take)]
            : [take, LockedStatements.Released(held.Calls.Release, inner)];
        var behind = block.Statements.Skip(held.IsReleasedAtEnd ? held.End + 1 : held.End);
        return block.WithStatements(List(block.Statements.Take(held.First - 1).Concat(holding).Concat(behind)));
    }

    // What was written before and behind the call stands before and behind the statement's head.
    private static StatementSyntax WithComment(StatementSyntax holding, StatementSyntax take)
    {
        var head = holding is UsingStatementSyntax @using ? @using.CloseParenToken : ((LockStatementSyntax)holding).CloseParenToken;
        return holding.ReplaceToken(head, head.WithTrailingTrivia(take.GetTrailingTrivia())).WithLeadingTrivia(take.GetLeadingTrivia());
    }
}
