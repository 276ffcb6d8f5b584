namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>One replacement in one file of the runtime.</summary>
internal sealed record SourceEdit(string File, string Find, string Replace)
{
    /// <exception cref="InvalidOperationException">The text does not occur, or occurs more than once: the runtime was changed, and the edit must follow.</exception>
    internal string Apply(string source)
    {
        var (find, replace) = (Find.ReplaceLineEndings("\n"), Replace.ReplaceLineEndings("\n"));
        var place = source.IndexOf(find, StringComparison.Ordinal);
        if (place < 0 || source.IndexOf(find, place + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException(
                $"{File} has {(place < 0 ? "no" : "more than one")} place that reads{Environment.NewLine}{Find}{Environment.NewLine}The runtime was changed; let the seeded bug break the same rule in its new words.");
        }

        return string.Concat(source.AsSpan(0, place), replace, source.AsSpan(place + find.Length));
    }
}
