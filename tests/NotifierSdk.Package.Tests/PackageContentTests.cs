using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace NotifierSdk.Package.Tests;

/// <summary>What is in the package, and what it asks of whoever installs it.</summary>
public class PackageContentTests(Feed feed)
{
    private static readonly Version s_roslynFloor = new(4, 14, 0, 0);

    [Fact]
    public void The_package_has_the_runtime_in_lib_and_the_rest_beside_the_compiler()
    {
        using var package = ZipFile.OpenRead(feed.Package);
        Assert.Equal(
            [
                "NotifierSdk.nuspec",
                "README.md",
                "analyzers/dotnet/cs/NotifierSdk.Analyzers.dll",
                "analyzers/dotnet/cs/NotifierSdk.CodeFixes.dll",
                "analyzers/dotnet/cs/NotifierSdk.Generators.dll",
                "lib/net10.0/NotifierSdk.Runtime.dll",
                "lib/net10.0/NotifierSdk.Runtime.xml",
            ],
            package.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith('_') && !name.StartsWith('[') && !name.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_depends_on_nothing()
    {
        using var package = ZipFile.OpenRead(feed.Package);
        using var nuspec = package.GetEntry("NotifierSdk.nuspec")!.Open();
        Assert.DoesNotContain(XDocument.Load(nuspec).Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public void The_runtime_references_the_framework_alone() => Assert.All(
        ReferencesOf("lib/net10.0/NotifierSdk.Runtime.dll"),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

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
    [InlineData("lib/net10.0/NotifierSdk.Runtime.dll")]
    [InlineData("analyzers/dotnet/cs/NotifierSdk.Analyzers.dll")]
    [InlineData("analyzers/dotnet/cs/NotifierSdk.CodeFixes.dll")]
    [InlineData("analyzers/dotnet/cs/NotifierSdk.Generators.dll")]
    public void Debug_information_is_embedded_and_the_assembly_is_reproducible(string path)
    {
        using var assembly = Read(path);
        var entries = assembly.ReadDebugDirectory().Select(entry => entry.Type).ToList();
        Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, entries);
        Assert.Contains(DebugDirectoryEntryType.Reproducible, entries);
    }

    [Fact]
    public async Task Packing_again_gives_the_same_bytes()
    {
        var folder = Path.Combine(Path.GetDirectoryName(feed.Package)!, "again");
        await Feed.PackAsync(folder);
        Assert.Equal(await HashAsync(feed.Package), await HashAsync(Directory.GetFiles(folder).Single()));
    }

    // netstandard and what the compiler itself brings; ours are in the same folder.
    private static bool IsThere(string name) =>
        name is "netstandard" or "NotifierSdk.Analyzers" || name.StartsWith("System.", StringComparison.Ordinal);

    private static async Task<string> HashAsync(string file) =>
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));

    private List<(string Name, Version Version)> ReferencesOf(string path)
    {
        using var assembly = Read(path);
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }

    private PEReader Read(string path)
    {
        using var package = ZipFile.OpenRead(feed.Package);
        using var content = package.GetEntry(path)!.Open();
        var image = new MemoryStream();
        content.CopyTo(image);
        image.Position = 0;
        return new PEReader(image);
    }
}
