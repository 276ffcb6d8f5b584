using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.Analyzers.Tests.Corpus.Rewriting;

/// <summary>A way to write a program again, made at one place after the other.</summary>
/// <param name="Name">What it does.</param>
/// <param name="ChangesOf">What it makes of a node; null where it does not fit.</param>
internal sealed record Rewrite(string Name, Func<SyntaxNode, IReadOnlyList<TextChange>?> ChangesOf)
{
    /// <summary>Writes a node of a kind anew; null where the rewrite does not fit.</summary>
    public static Rewrite Of<TNode>(string name, Func<TNode, string?> write)
        where TNode : SyntaxNode =>
        new(name, node => node is TNode fitting && write(fitting) is { } written ? [new TextChange(node.Span, written)] : null);

    /// <summary>At how many places of a program it is tried.</summary>
    public int MostPlaces { get; init; } = int.MaxValue;

    /// <summary>The program after the rewrite at each place where it can be made, and the line of that place.</summary>
    public IEnumerable<(string Source, int Line)> ApplyTo(string source)
    {
        var text = SourceText.From(source);
        return CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
            .Select(node => (node, changes: ChangesOf(node)))
            .Where(pair => pair.changes is not null)
            .Take(MostPlaces)
            .Select(pair => (text.WithChanges(pair.changes!).ToString(), 1 + text.Lines.GetLinePosition(pair.node.SpanStart).Line));
    }
}
