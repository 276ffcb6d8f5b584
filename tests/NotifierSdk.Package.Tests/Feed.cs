using System.Reflection;
using NotifierSdk.Package.Tests;

[assembly: AssemblyFixture(typeof(Feed))]

namespace NotifierSdk.Package.Tests;

/// <summary>A folder with the package as it would be published, packed once for all tests, and an empty package folder beside it.</summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notifiersdk-package-");

    /// <summary>The configuration that these tests, and so the packed projects, were built in.</summary>
    public static string Configuration { get; } =
        typeof(Feed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Repository { get; } = FindRepository();

    /// <summary>The package file.</summary>
    public string Package => Directory.GetFiles(_folder.FullName, "NotifierSdk.*.nupkg").Single();

    /// <summary>The package's version.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Package)["NotifierSdk.".Length..];

    /// <summary>Where restore puts packages: empty at first, so that nothing comes from this machine.</summary>
    public string Packages => Path.Combine(_folder.FullName, "packages");

    public async ValueTask InitializeAsync() => await PackAsync(_folder.FullName);

    /// <summary>Packs what was built with these tests.</summary>
    public static Task PackAsync(string folder) => Dotnet.RunAsync(
        Repository, packages: null, 0, "pack", "src/NotifierSdk", "--no-build", "--configuration", Configuration, "--output", folder);

    /// <summary>A clean project outside the repository that references the package and has these files.</summary>
    internal async Task<CleanProject> CreateProjectAsync(string name, params (string Path, string Text)[] files)
    {
        var project = new CleanProject(Directory.CreateDirectory(Path.Combine(_folder.FullName, "projects", name)).FullName, Packages);
        await project.WriteAsync("Directory.Build.props", "<Project />");
        await project.WriteAsync("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{_folder.FullName}" />
              </packageSources>
            </configuration>
            """);
        await project.WriteAsync("Driver.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
                <UseSharedCompilation>false</UseSharedCompilation>
              </PropertyGroup>
              <ItemGroup>
                <Using Include="NotifierSdk" />
                <PackageReference Include="NotifierSdk" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        foreach (var (path, text) in files)
            await project.WriteAsync(path, text);
        return project;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
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
