using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using NotifierSdk.Analyzers;
using NotifierSdk.Shape;

namespace NotifierSdk.CodeFixes.Lifetime;

/// <summary>5007: applies the removal and the inserts right behind it as one batch, where they run under a lock as a batch must.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ReplaceInBatchFix : DriverCodeFix
{
    /// <summary>Creates the fix.</summary>
    public ReplaceInBatchFix()
        : base("NSDK5007", "Apply both as one batch")
    {
    }

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, Diagnostic diagnostic) =>
        Run(node) is { Count: > 1 } run && IsUnderLock(run[0], model) && !run.Any(Comments.AreInside)
        && !run.Skip(1).Any(insert => insert.GetLeadingTrivia().Any(trivia => trivia.IsDirective)); // what is compiled on a condition is no part of one batch

    private protected override void Fix(DocumentEditor editor, SyntaxNode node, Diagnostic diagnostic) => Fix(editor, [(node, diagnostic)]);

    // Several inserts behind one removal are one batch.
    private protected override void Fix(DocumentEditor editor, IReadOnlyList<(SyntaxNode Node, Diagnostic Diagnostic)> places)
    {
        foreach (var run in places.Select(place => Run(place.Node)!).GroupBy(run => run[0]).Select(group => group.First()))
        {
            var inserts = run.Skip(1).Select(CallIn).ToList();
            var batch = SyntaxFactory.ParseExpression($"new global::NotifierSdk.NotifierBatch().RemoveLater(this){string.Concat(inserts.Select(insert => $".Insert{insert!.ArgumentList}"))}");
            batch = batch.ReplaceNodes(batch.DescendantNodes().OfType<QualifiedNameSyntax>().Take(1), (name, _) => name.WithAdditionalAnnotations(Simplifier.Annotation));
            var apply = SyntaxFactory.InvocationExpression(
                ((MemberAccessExpressionSyntax)inserts[0]!.Expression).WithName(SyntaxFactory.IdentifierName("Apply")),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(batch))));
            editor.ReplaceNode(run[0], SyntaxFactory.ExpressionStatement(apply)
                .WithLeadingTrivia(CommentsOf(run)).WithTrailingTrivia(run[run.Count - 1].GetTrailingTrivia()));
            foreach (var insert in run.Skip(1))
                editor.RemoveNode(insert, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    // Those before each call, and behind each but the last: before the batch, on lines of their own if they were.
    private static SyntaxTriviaList CommentsOf(List<StatementSyntax> run)
    {
        var all = run[0].GetLeadingTrivia();
        for (var i = 1; i < run.Count; i++)
        {
            var (behind, before) = (run[i - 1].GetTrailingTrivia(), run[i].GetLeadingTrivia());
            if (behind.Any(Comments.Is))
                all = all.AddRange(behind.SkipWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
            else if (before.Any(Comments.Is) && all.Count > 0 && all[all.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia))
                all = all.RemoveAt(all.Count - 1); // the line begins with its own indentation
            if (behind.Any(Comments.Is) || before.Any(Comments.Is))
                all = all.AddRange(Comments.WithoutBlankLines(run[i]).GetLeadingTrivia());
        }

        return all;
    }

    // RemoveLater(); space.Insert(…); space.Insert(…);
    private static List<StatementSyntax>? Run(SyntaxNode node)
    {
        if (node.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement || InsertedInto(statement) is not { } space)
            return null;
        var before = block.Statements.Take(block.Statements.IndexOf(statement)).Reverse().ToList();
        var between = before.TakeWhile(each => InsertedInto(each) == space).Reverse().ToList();
        return before.ElementAtOrDefault(between.Count) is { } removal && CallIn(removal) is { Expression: var called } && called is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
            && (called is IdentifierNameSyntax name ? name : ((MemberAccessExpressionSyntax)called).Name).Identifier.ValueText == MemberNames.RemoveLater
            ? [removal, .. between, .. block.Statements.SkipWhile(each => each != statement).TakeWhile(each => InsertedInto(each) == space)]
            : null;
    }

    private static string? InsertedInto(StatementSyntax statement) =>
        CallIn(statement) is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax, Name.Identifier.ValueText: MemberNames.Insert } called, ArgumentList.Arguments: { Count: 2 } arguments }
        && arguments[0].Expression is not ThisExpressionSyntax && arguments.All(argument => argument.NameColon is null)
            ? called.Expression.ToString()
            : null;

    private static InvocationExpressionSyntax? CallIn(StatementSyntax statement) => (statement as ExpressionStatementSyntax)?.Expression as InvocationExpressionSyntax;

    private static bool IsUnderLock(StatementSyntax statement, SemanticModel model) =>
        statement.Ancestors().TakeWhile(each => each is not MemberDeclarationSyntax).Any(each =>
            each is LockStatementSyntax or UsingStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "EnterScope" } } })
        || (model.GetEnclosingSymbol(statement.SpanStart) is { } method
            && WellKnownTypes.For(model.Compilation) is var types && (method.HasAttribute(types.Invalidate) || method.HasAttribute(types.InvalidateStart) || method.HasAttribute(types.RequiresLock)));
}
