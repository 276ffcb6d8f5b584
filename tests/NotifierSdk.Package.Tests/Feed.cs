using System.Reflection;
using NotifierSdk.Package.Tests;

[assembly: AssemblyFixture(typeof(Feed))]

namespace NotifierSdk.Package.Tests;

/// <summary>A folder with all packages as they would be published, packed once for all tests by one command, and an empty package folder beside it.</summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notifiersdk-package-");
    private readonly Lazy<Task<Consumers>> _consumers;

    public Feed() => _consumers = new(() => Consumers.BuildAsync(this));

    /// <summary>The configuration that these tests, and so the packed projects, were built in.</summary>
    public static string Configuration { get; } =
        typeof(Feed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Repository { get; } = FindRepository();

    /// <summary>The names of the packages, in order.</summary>
    public IReadOnlyList<string> Ids => [.. Directory.GetFiles(_folder.FullName, "*.nupkg")
        .Select(file => Path.GetFileNameWithoutExtension(file).Replace($".{Version}", "", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    /// <summary>The one version of all packages.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Directory.GetFiles(_folder.FullName, "NotifierSdk.Linux.*.nupkg").Single())["NotifierSdk.Linux.".Length..];

    /// <summary>Where restore puts packages: empty at first, so that ours come from the feed.</summary>
    public string Packages => Path.Combine(_folder.FullName, "packages");

    /// <summary>The projects that the tests share. Whichever test asks first builds them.</summary>
    internal Task<Consumers> ConsumersAsync => _consumers.Value;

    public string FileOf(string id) => Path.Combine(_folder.FullName, $"{id}.{Version}.nupkg");

    /// <summary>Packs what was built with these tests. That packing twice gives the same bytes is shown by .ci/same-packages, from two clones.</summary>
    public async ValueTask InitializeAsync() => await Dotnet.RunAsync(
        Repository, packages: null, 0, "pack", "NotifierSdk.sln", "--no-build", "--configuration", Configuration, "--output", _folder.FullName);

    /// <summary>A clean folder outside the repository, whose projects find our packages in the feed and all others where this machine finds them.</summary>
    internal async Task<CleanFolder> CreateFolderAsync(string name, params (string Path, string Text)[] files)
    {
        var folder = new CleanFolder(Directory.CreateDirectory(Path.Combine(_folder.FullName, "projects", name)).FullName, Packages);
        await folder.WriteAsync("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{_folder.FullName}" />
              </packageSources>
              {Fallback()}
            </configuration>
            """);
        foreach (var (path, text) in files)
            await folder.WriteAsync(path, text);
        return folder;
    }

    /// <summary>A console project, as <c>dotnet new console</c> and <c>dotnet add package</c> make it.</summary>
    internal string ProjectWith(string package, string? properties = null, string? items = null) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="{package}" Version="{Version}" />
            {items}
          </ItemGroup>
        </Project>
        """;

    public async ValueTask DisposeAsync()
    {
        await Dotnet.StopCompilerServerAsync();
        _folder.Delete(recursive: true);
    }

    // What this machine has need not be fetched again; but should it have a package of ours, that one would hide the feed's.
    private static string Fallback()
    {
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(machine) && Directory.GetDirectories(machine, "notifiersdk*").Length == 0
            ? $"""<fallbackPackageFolders><add key="machine" value="{machine}" /></fallbackPackageFolders>"""
            : "";
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NotifierSdk.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has NotifierSdk.sln; run the tests from a build inside the repository.");
    }
}
