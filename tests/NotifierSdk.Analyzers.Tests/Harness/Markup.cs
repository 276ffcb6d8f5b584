using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>A diagnostic that a source says it has: the id, and the exact text it lies under.</summary>
internal readonly record struct Expected(string Id, TextSpan Span);

/// <summary>
/// The markup of Microsoft.CodeAnalysis.Testing: <c>[|text|]</c> is a diagnostic of the rule under test, <c>{|ID:text|}</c> one of that id. They nest.
/// </summary>
internal static class Markup
{
    public static (string Source, IReadOnlyList<Expected> Expected) Parse(string marked, string? defaultId)
    {
        var source = new StringBuilder(marked.Length);
        var expected = new List<Expected>();
        var open = new Stack<(string Id, int Start, string Close)>();
        for (var i = 0; i < marked.Length;)
        {
            if (Opens(marked, i, defaultId) is { } opened)
            {
                open.Push((opened.Id, source.Length, opened.Close));
                i += opened.Length;
            }
            else if (open.TryPeek(out var top) && string.CompareOrdinal(marked, i, top.Close, 0, 2) == 0)
            {
                open.Pop();
                expected.Add(new Expected(top.Id, TextSpan.FromBounds(top.Start, source.Length)));
                i += 2;
            }
            else
            {
                source.Append(marked[i++]);
            }
        }

        return open.Count == 0
            ? (source.ToString(), expected)
            : throw new ArgumentException($"The markup {open.Peek().Id} at {open.Peek().Start} is not closed.", nameof(marked));
    }

    private static (string Id, string Close, int Length)? Opens(string marked, int at, string? defaultId)
    {
        if (string.CompareOrdinal(marked, at, "[|", 0, 2) == 0)
            return (defaultId ?? throw new ArgumentException("[|…|] needs a rule under test; write {|ID:…|}.", nameof(marked)), "|]", 2);
        if (string.CompareOrdinal(marked, at, "{|", 0, 2) != 0)
            return null;
        var colon = marked.IndexOf(':', at);
        return (marked[(at + 2)..colon], "|}", colon + 1 - at);
    }
}
