using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>The code and the links of a document of the repository.</summary>
internal sealed partial class Markdown(string path)
{
    private readonly string _text = File.ReadAllText(Path.Combine(Feed.Repository, path));

    /// <summary>Where its links and images lead.</summary>
    public IEnumerable<string> Links => Link().Matches(Fence().Replace(_text, "")).Select(link => link.Groups["target"].Value);

    /// <summary>What its headings are called in links.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Fence().Replace(_text, ""))
        .Select(heading => NotInAnchors().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The code blocks of a language, in order; those without one have the language "".</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fence().Matches(_text).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value)];

    /// <summary>The only block that contains this.</summary>
    public string Block(string language, string with) => Blocks(language).Single(block => block.Contains(with, StringComparison.Ordinal));

    [GeneratedRegex(@"^```(?<language>[\w-]*)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
