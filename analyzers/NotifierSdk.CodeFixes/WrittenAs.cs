using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace NotifierSdk.CodeFixes;

/// <summary>
/// Writes a change as the file is written: its names shortened, its lines indented, and broken as the file's own are. The formatter would break them as the
/// machine does that it runs on.
/// </summary>
internal static class WrittenAs
{
    private static readonly string[] s_lineBreaks = ["\r\n", "\n", "\r"];

    public static async Task<Document> FileAsync(Document file, Document changed, CancellationToken cancellation)
    {
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, SyntaxAnnotation.ElasticAnnotation, cancellationToken: cancellation).ConfigureAwait(false);

        if (LineBreaksOf(await file.GetTextAsync(cancellation).ConfigureAwait(false)) is not { Count: 1 } own)
            return changed;
        var text = await changed.GetTextAsync(cancellation).ConfigureAwait(false);
        if (own.SetEquals(LineBreaksOf(text)))
            return changed;
        var broken = string.Join(own.Single(), text.ToString().Split(s_lineBreaks, StringSplitOptions.None));
        return changed.WithText(SourceText.From(broken, text.Encoding, text.ChecksumAlgorithm));
    }

    private static HashSet<string> LineBreaksOf(SourceText text) =>
        [.. text.Lines.Select(line => text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak))).Where(lineBreak => lineBreak.Length > 0)];
}
