using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace NotifierSdk.Package.Tests;

/// <summary>What is in the packages, and what they ask of whoever installs them.</summary>
public class PackageContentTests(Feed feed)
{
    private const string Repository = "https://github.com/notifiersdk/notifiersdk";

    private static readonly Version s_roslynFloor = new(4, 14, 0, 0);

    public static TheoryData<string> Packages => ["NotifierSdk", "NotifierSdk.Linux", "NotifierSdk.Templates", "NotifierSdk.Testing"];

    [Fact]
    public void One_command_packs_them_all_in_one_prerelease_version()
    {
        Assert.Equal(Packages.Select(row => row.Data), feed.Ids);
        Assert.Matches(@"^\d+\.\d+\.\d+-[a-z]+\.\d+$", feed.Version);
    }

    [Theory]
    [InlineData("NotifierSdk",
        "analyzers/dotnet/cs/NotifierSdk.Analyzers.dll",
        "analyzers/dotnet/cs/NotifierSdk.CodeFixes.dll",
        "analyzers/dotnet/cs/NotifierSdk.Generators.dll",
        "build/NotifierSdk.targets",
        "build/presets/NotifierSdk.none.globalconfig",
        "build/presets/NotifierSdk.recommended.globalconfig",
        "build/presets/NotifierSdk.strict.globalconfig",
        "buildTransitive/NotifierSdk.targets",
        "lib/net10.0/NotifierSdk.Runtime.dll",
        "lib/net10.0/NotifierSdk.Runtime.xml")]
    [InlineData("NotifierSdk.Linux",
        "lib/net10.0/NotifierSdk.Linux.dll",
        "lib/net10.0/NotifierSdk.Linux.xml")]
    [InlineData("NotifierSdk.Testing",
        "build/NotifierSdk.Testing.targets",
        "buildTransitive/NotifierSdk.Testing.targets",
        "lib/net10.0/NotifierSdk.Testing.dll",
        "lib/net10.0/NotifierSdk.Testing.xml")]
    public void A_package_has_these_files_and_no_others(string id, params string[] files)
    {
        using var package = Open(id);
        Assert.Equal(
            new[] { $"{id}.nuspec", "README.md", "icon.png" }.Concat(files),
            package.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith('_') && !name.StartsWith('[') && !name.StartsWith("package/", StringComparison.Ordinal))
                .OrderBy(name => name.Contains('/')).ThenBy(name => name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("NotifierSdk.Linux")]
    [InlineData("NotifierSdk.Testing")]
    public void The_package_depends_on_nothing_and_the_others_on_it_with_all_that_it_brings(string id)
    {
        Assert.DoesNotContain(Nuspec("NotifierSdk").Descendants(), element => element.Name.LocalName == "dependency");
        var dependency = Assert.Single(Nuspec(id).Descendants(), element => element.Name.LocalName == "dependency");
        Assert.Equal(
            ("NotifierSdk", feed.Version, "All"),
            (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value, dependency.Attribute("include")?.Value));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_where_it_comes_from_and_what_is_new(string id)
    {
        var metadata = Nuspec(id).Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName);
        string Text(string name) => metadata[name].Single().Value;
        Assert.Equal("MIT", Text("license"));
        Assert.Equal("icon.png", Text("icon"));
        Assert.Equal("README.md", Text("readme"));
        Assert.Equal(Repository, Text("projectUrl"));
        Assert.Equal(Repository, metadata["repository"].Single().Attribute("url")!.Value);
        Assert.Contains(feed.Version, Text("releaseNotes"), StringComparison.Ordinal);
        Assert.Contains($"## {feed.Version}", File.ReadAllText(Path.Combine(Feed.Repository, "CHANGELOG.md")), StringComparison.Ordinal);
        Assert.All(["description", "tags", "authors", "copyright"], name => Assert.NotEmpty(Text(name)));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_links_of_a_package_s_page_work_outside_the_repository(string id)
    {
        var links = new Markdown($"src/{id}/README.md").Links.ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            Assert.StartsWith("https://", link, StringComparison.Ordinal);
            const string Files = $"{Repository}/blob/main/";
            if (link.StartsWith(Files, StringComparison.Ordinal))
                Assert.True(File.Exists(Path.Combine(Feed.Repository, link[Files.Length..])), $"{link} leads to a file that does not exist.");
        });
    }

    [Fact]
    public void The_runtime_references_the_framework_alone() => Assert.All(
        ReferencesOf("lib/net10.0/NotifierSdk.Runtime.dll"),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Theory]
    [InlineData("NotifierSdk", "lib/net10.0/NotifierSdk.Runtime.xml")]
    [InlineData("NotifierSdk.Linux", "lib/net10.0/NotifierSdk.Linux.xml")]
    [InlineData("NotifierSdk.Testing", "lib/net10.0/NotifierSdk.Testing.xml")]
    public void The_documentation_tells_of_public_members_alone(string id, string path)
    {
        using var assembly = Read(id, Path.ChangeExtension(path, ".dll"));
        var metadata = assembly.GetMetadataReader();
        var publicTypes = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .ToList();
        using var package = Open(id);
        using var documentation = package.GetEntry(path)!.Open();
        var comments = XDocument.Load(documentation);
        Assert.DoesNotContain("protocol, section", comments.ToString(), StringComparison.Ordinal); // the reader has no such file
        var members = comments.Descendants("member").Select(member => member.Attribute("name")!.Value).ToList();
        Assert.All(members, member => Assert.Contains(publicTypes, type => member[2..] == type || member[2..].StartsWith(type + ".", StringComparison.Ordinal)));
        Assert.DoesNotContain(members, member => member.StartsWith("F:", StringComparison.Ordinal) && member.Contains("._", StringComparison.Ordinal));
        Assert.All(publicTypes, type => Assert.Contains($"T:{type}", members));
    }

    [Theory]
    [InlineData("NotifierSdk.Analyzers")]
    [InlineData("NotifierSdk.CodeFixes")]
    [InlineData("NotifierSdk.Generators")]
    public void What_the_compiler_loads_needs_no_newer_compiler_than_the_floor(string name)
    {
        var references = ReferencesOf($"analyzers/dotnet/cs/{name}.dll");
        Assert.Contains(references, reference => reference.Name == "Microsoft.CodeAnalysis");
        Assert.All(references, reference =>
        {
            var isRoslyn = reference.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal);
            Assert.True(!isRoslyn || reference.Version <= s_roslynFloor, $"{name} references {reference.Name} {reference.Version}, newer than {s_roslynFloor}.");
            Assert.True(isRoslyn || IsThere(reference.Name), $"{name} references {reference.Name}, which no compiler brings.");
        });
    }

    [Theory]
    [InlineData("NotifierSdk", "lib/net10.0/NotifierSdk.Runtime.dll")]
    [InlineData("NotifierSdk", "analyzers/dotnet/cs/NotifierSdk.Analyzers.dll")]
    [InlineData("NotifierSdk", "analyzers/dotnet/cs/NotifierSdk.CodeFixes.dll")]
    [InlineData("NotifierSdk", "analyzers/dotnet/cs/NotifierSdk.Generators.dll")]
    [InlineData("NotifierSdk.Linux", "lib/net10.0/NotifierSdk.Linux.dll")]
    [InlineData("NotifierSdk.Testing", "lib/net10.0/NotifierSdk.Testing.dll")]
    public void Debug_information_is_embedded_and_the_assembly_is_reproducible(string id, string path)
    {
        using var assembly = Read(id, path);
        var entries = assembly.ReadDebugDirectory().Select(entry => entry.Type).ToList();
        Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, entries);
        Assert.Contains(DebugDirectoryEntryType.Reproducible, entries);
    }

    // netstandard and what the compiler itself brings; ours are in the same folder.
    private static bool IsThere(string name) =>
        name is "netstandard" or "NotifierSdk.Analyzers" || name.StartsWith("System.", StringComparison.Ordinal);

    private ZipArchive Open(string id) => ZipFile.OpenRead(feed.FileOf(id));

    private XDocument Nuspec(string id)
    {
        using var package = Open(id);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(nuspec);
    }

    private List<(string Name, Version Version)> ReferencesOf(string path)
    {
        using var assembly = Read("NotifierSdk", path);
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }

    private PEReader Read(string id, string path)
    {
        using var package = Open(id);
        using var content = package.GetEntry(path)!.Open();
        var image = new MemoryStream();
        content.CopyTo(image);
        image.Position = 0;
        return new PEReader(image);
    }
}
