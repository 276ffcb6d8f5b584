using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>The documents of the repository: their links lead somewhere, and their code compiles against the packages.</summary>
public partial class DocumentTests(Feed feed)
{
    public static TheoryData<string> Documents => [.. new[] { "", "docs", "docs/rules", "samples/RdmaOdp", "samples/Misuse" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Feed.Repository, folder), "*.md"))
        .Select(file => Path.GetRelativePath(Feed.Repository, file))
        .Order(StringComparer.Ordinal)];

    // What the site of the documentation does not have, its pages link to where it is published.
    private const string Published = "https://github.com/notifiersdk/notifiersdk/blob/main/";

    // Their code stands alone. Pages of reference show fragments, the rules' pages have tests of their own, and getting-started.md is followed literally.
    private static readonly string[] s_compiled = ["docs/concepts.md", "docs/configuration.md", "docs/writing-a-driver.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Its_links_lead_to_files_and_headings_that_exist(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Feed.Repository, document))!;
        Assert.All(new Markdown(document).Links, link =>
        {
            if (link.StartsWith("https://", StringComparison.Ordinal))
            {
                Assert.True(!link.StartsWith(Published, StringComparison.Ordinal) || Path.Exists(Path.Combine(Feed.Repository, link[Published.Length..].Split('#')[0])),
                    $"{link} leads to a file that does not exist.");
                return;
            }

            var (file, heading) = link.Split('#') is [var path, var anchor] ? (path, anchor) : (link, null);
            var target = file.Length == 0 ? document : Path.GetRelativePath(Feed.Repository, Path.Combine(folder, file));
            Assert.True(Path.Exists(Path.Combine(Feed.Repository, target)), $"{link} leads to {target}, which does not exist.");
            if (heading is not null)
                Assert.Contains(heading, new Markdown(target).Anchors);
        });
    }

    [Fact]
    public void The_index_has_every_guide()
    {
        var indexed = new Markdown("docs/README.md").Links.Select(link => $"docs/{link}").ToList();
        var guides = Directory.EnumerateFiles(Path.Combine(Feed.Repository, "docs"), "*.md").Select(file => Path.GetRelativePath(Feed.Repository, file));
        Assert.All(guides.Except(["docs/README.md", "docs/index.md"]), guide => Assert.Contains(guide, indexed));
    }

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) =>
    [
        ("Documents/Documents.csproj", feed.ProjectWith(
            "NotifierSdk.Linux",
            "<OutputType>Library</OutputType>",
            """
            <Using Include="NotifierSdk" />
            <AssemblyAttribute Include="System.Runtime.Versioning.SupportedOSPlatformAttribute"><_Parameter1>linux</_Parameter1></AssemblyAttribute>
            """)),
        .. from guide in s_compiled
           from block in new Markdown(guide).Blocks("csharp").Select((code, index) => (Name: $"{Path.GetFileNameWithoutExtension(guide)}{index}", Code: code))
           select ($"Documents/{block.Name}.cs", Complete(block.Name.Replace('-', '_'), block.Code)),
    ];

    [Fact]
    public async Task Every_code_block_of_the_guides_compiles_without_a_warning()
    {
        Assert.All(s_compiled, guide => Assert.NotEmpty(new Markdown(guide).Blocks("csharp")));
        (await feed.ConsumersAsync)["Documents/Documents"].AssertClean();
    }

    // Each block in a namespace of its own. What is no type stands in a method that has a space and a range.
    private static string Complete(string name, string code)
    {
        var usings = string.Concat(Usings().Matches(code).Select(match => match.Value));
        var rest = Usings().Replace(code, "");
        return TypeDeclaration().IsMatch(rest)
            ? $"{usings}namespace Documents.{name};\n\n{rest}"
            : $$"""
                {{usings}}using NotifierSdk.Linux;

                namespace Documents.{{name}};

                internal static class Fragment
                {
                    public static void Run(AddressSpace space, AddressRange range)
                    {
                {{rest}}
                    }
                }
                """;
    }

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"\b(class|struct|interface) \w+")]
    private static partial Regex TypeDeclaration();
}
