namespace NotifierSdk.Package.Tests;

/// <summary>The projects that the tests look at, in one solution outside the repository. One command restores and builds them all.</summary>
/// <remarks>A command of its own would take each project far longer than its build. Each test gets what was reported about its own project.</remarks>
internal sealed class Consumers
{
    private readonly CleanFolder _folder;
    private readonly string _printed;

    private Consumers(CleanFolder folder, string printed) => (_folder, _printed) = (folder, printed);

    public static async Task<Consumers> BuildAsync(Feed feed)
    {
        var folder = await feed.CreateFolderAsync("Consumers",
        [
            .. AuthorsPathTests.Files(feed),
            .. DocumentTests.Files(feed),
            .. LanguageServerTests.Files(feed),
            .. PresetTests.Files(feed),
            .. ReadmeTests.Files(feed),
            .. ReferenceTests.Files(feed),
            .. TestingPackageTests.Files(feed),
        ]);
        await TemplateTests.CreateAsync(folder, feed.Version);
        var projects = Directory.EnumerateFiles(folder.Root, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        await folder.WriteAsync("Consumers.slnx", $"<Solution>{string.Concat(projects.Select(project => $"""<Project Path="{project}" />"""))}</Solution>");
        return new Consumers(folder, await folder.DotnetAsync(1, "build", "Consumers.slnx")); // it fails: some presets make errors of what the projects break
    }

    /// <summary>A project, by its path without the extension.</summary>
    public Consumer this[string project] => new(_folder, project, _printed);
}
