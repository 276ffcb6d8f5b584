using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.CodeFixes;

/// <summary>What authors write between the tokens.</summary>
internal static class Comments
{
    /// <summary>Whether a node has any comment or directive before, in or behind it.</summary>
    public static bool AreAt(SyntaxNode node) => node.DescendantTrivia().Any(trivia => !IsBlank(trivia));

    public static bool Is(SyntaxTrivia trivia) => !IsBlank(trivia);

    /// <summary>Whether a node has any between its first and its last token.</summary>
    public static bool AreInside(SyntaxNode node) =>
        node.DescendantTrivia().Any(trivia => !IsBlank(trivia) && trivia.SpanStart > node.SpanStart && trivia.SpanStart < node.Span.End);

    /// <summary>How a node is removed so that they stay.</summary>
    public static SyntaxRemoveOptions Kept(SyntaxNode node) => AreAt(node) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia;

    /// <summary>Those before a node that is removed and behind it, for what comes next.</summary>
    public static SyntaxTriviaList Around(SyntaxNode removed) =>
        removed.GetTrailingTrivia().All(IsBlank) ? removed.GetLeadingTrivia() : removed.GetLeadingTrivia().AddRange(removed.GetTrailingTrivia());

    /// <summary>The blank lines before the first comment, or before the node's line.</summary>
    public static SyntaxTriviaList BlankLines(SyntaxNode node)
    {
        var leading = node.GetLeadingTrivia();
        var end = leading.TakeWhile(IsBlank).Select((trivia, at) => (trivia, at)).LastOrDefault(found => found.trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return SyntaxFactory.TriviaList(end.trivia.IsKind(SyntaxKind.EndOfLineTrivia) ? leading.Take(end.at + 1) : []);
    }

    /// <summary>The node without them, as the first of a block.</summary>
    public static T WithoutBlankLines<T>(T node)
        where T : SyntaxNode => node.WithLeadingTrivia(node.GetLeadingTrivia().Skip(BlankLines(node).Count));

    private static bool IsBlank(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
