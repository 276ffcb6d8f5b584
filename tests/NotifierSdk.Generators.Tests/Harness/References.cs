using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace NotifierSdk.Generators.Tests.Harness;

/// <summary>What the tested code is compiled against: the reference pack of the SDK that runs the tests, and our runtime.</summary>
internal static class References
{
    public static MetadataReference Runtime { get; } = MetadataReference.CreateFromFile(typeof(IntervalNotifier).Assembly.Location);

    public static IReadOnlyList<MetadataReference> Framework { get; } = [.. Directory.GetFiles(Pack(), "*.dll").Order(StringComparer.Ordinal).Select(static file => MetadataReference.CreateFromFile(file))];

    private static string Pack()
    {
        // <dotnet>/shared/Microsoft.NETCore.App/10.0.x/ → <dotnet>/packs/Microsoft.NETCore.App.Ref/10.0.y/ref/net10.0
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var packs = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        return Directory.GetDirectories(packs, $"{Environment.Version.Major}.*")
            .Select(static version => Path.Combine(version, "ref", $"net{Environment.Version.Major}.0"))
            .Where(Directory.Exists)
            .OrderDescending(StringComparer.Ordinal)
            .First();
    }
}
