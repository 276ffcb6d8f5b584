using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotifierSdk.Analyzers;

/// <summary>
/// Which words of the SDK the code of a type uses, read off its text. Some rules concern callers, who stand in any type; but who asks the compiler for the operations of a method makes it bind the method, and that costs
/// more than all the rules do. So a type that does not use a rule's words is never asked for.
/// </summary>
internal static class Vocabulary
{
    private static readonly HashSet<string> s_words =
    [
        "ReadBegin", "ReadBeginAsync", "ReadRetry", "CheckRetry", "BeginInvalidate", "TryBeginInvalidate", "Remove", "RemoveAsync", "RemoveLater", "Insert", "Put",
        "FaultStatus", "Collided", "Completed", "Monitor",
    ];

    // Weak: it keeps no compilation alive.
    private static readonly ConditionalWeakTable<ISymbol, HashSet<string>> s_byType = new();

    /// <summary>Whether the type, or one nested in it, uses one of the words.</summary>
    public static bool Uses(ISymbol type, CancellationToken cancellationToken, params string[] words)
    {
        if (!s_byType.TryGetValue(type, out var used))
            used = s_byType.GetValue(type, each => WordsOf(each, cancellationToken));
        return words.Any(used.Contains);
    }

    private static HashSet<string> WordsOf(ISymbol type, CancellationToken cancellationToken)
    {
        var words = new HashSet<string>();
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            foreach (var token in Candidates(declaration.GetSyntax(cancellationToken), cancellationToken))
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && s_words.Contains(token.ValueText) && (token.ValueText != "Remove" || IsCalledWithNothing(token)))
                    words.Add(token.ValueText);
            }
        }

        return words;
    }

    // The tokens at which the text has one of the words: it says so much sooner than all tokens. Behind a backslash, a word may be written in another way.
    private static IEnumerable<SyntaxToken> Candidates(SyntaxNode type, CancellationToken cancellationToken)
    {
        var text = type.SyntaxTree.GetText(cancellationToken).ToString(type.Span);
        if (text.IndexOf("\\u", StringComparison.OrdinalIgnoreCase) >= 0)
            return type.DescendantTokens();
        return s_words.SelectMany(word => PlacesOf(word, text)).Select(place => type.FindToken(type.SpanStart + place));
    }

    private static IEnumerable<int> PlacesOf(string word, string text)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
            yield return at;
    }

    // Collections have a Remove too, which is told what to remove.
    private static bool IsCalledWithNothing(SyntaxToken name)
    {
        var open = name.GetNextToken();
        return !open.IsKind(SyntaxKind.OpenParenToken) || open.GetNextToken().IsKind(SyntaxKind.CloseParenToken);
    }
}
