namespace NotifierSdk.Analyzers.Tests.Cases;

/// <summary>A line of <c>Expected.txt</c>.</summary>
/// <param name="Place">The file and type, or member, as <c>File.Type.Member</c>.</param>
/// <param name="Must">The numbers of the rules that must speak, or <see cref="Nothing"/>.</param>
/// <param name="Today">Those that do.</param>
internal sealed record ExpectedCase(string Place, string Must, string Today)
{
    public const string Nothing = "nothing";

    public static IReadOnlyList<ExpectedCase> ReadAll(string path)
    {
        List<ExpectedCase> all = [.. File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
        Assert.Equal(all.Select(each => each.Place).Distinct(StringComparer.Ordinal), all.Select(each => each.Place));
        return all;
    }

    private static ExpectedCase Parse(string line)
    {
        var (place, judged) = Split(line, ": ");
        var (must, today) = judged.Contains(" today ", StringComparison.Ordinal) ? Split(judged, " today ") : (judged, judged);
        Assert.False(judged != must && must == today, $"'{line}' says the same twice.");
        return new ExpectedCase(place, must, today);
    }

    private static (string, string) Split(string text, string by)
    {
        var at = text.IndexOf(by, StringComparison.Ordinal);
        Assert.True(at > 0, $"'{text}' lacks '{by}'.");
        return (text[..at], text[(at + by.Length)..]);
    }
}
