using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>The page of a rule, taken apart.</summary>
internal sealed record RulePage(string Head, string Facts, IReadOnlyList<string> Headings, IReadOnlyDictionary<string, string> Sections)
{
    public static string PathOf(string id) => $"docs/rules/{id}.md";

    public static RulePage Of(string id)
    {
        var parts = Repository.Read(PathOf(id)).Split("\n## ");
        var opening = parts[0].Split('\n', 3);
        var sections = parts[1..].Select(part => part.Split('\n', 2)).ToDictionary(part => part[0], part => part[1].Trim());
        return new RulePage(opening[0], opening[2].Trim(), [.. parts[1..].Select(part => part.Split('\n')[0])], sections);
    }

    /// <summary>The section's code, without the fence.</summary>
    public string Code(string heading)
    {
        var section = Sections[heading];
        const string open = "```csharp\n";
        Assert.StartsWith(open, section, StringComparison.Ordinal);
        Assert.EndsWith("\n```", section, StringComparison.Ordinal);
        return section[open.Length..^4];
    }
}
