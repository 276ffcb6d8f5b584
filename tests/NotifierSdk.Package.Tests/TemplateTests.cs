namespace NotifierSdk.Package.Tests;

/// <summary>What the templates create builds without a warning and passes its tests. The default is what docs/getting-started.md uses, so its test covers that one.</summary>
public class TemplateTests(Feed feed)
{
    // Every value of every option, and both templates; each as a project of one solution, which is built once.
    private static readonly string[] s_created =
    [
        "notifier-driver -o D1",
        "notifier-driver -o D2 --lock Lock --two-pass",
        "notifier-driver -o D3 --lock Object --async --two-pass",
        "notifier-driver -o D4 --lock SemaphoreSlim --async --memory linux",
        "notifier-driver -o D5 --lock ReaderWriterLockSlim --memory linux --two-pass",
        "notifier-app -o A1 --lock SemaphoreSlim --async",
        "notifier-app -o A2 --memory linux",
    ];

    [Fact]
    public async Task Everything_they_create_builds_without_a_warning_passes_its_tests_and_runs()
    {
        var folder = await feed.CreateFolderAsync("Templates");
        await folder.ShellAsync($"""
            set -e
            cd {folder.Root}
            dotnet new install NotifierSdk.Templates@{feed.Version}
            {string.Join('\n', s_created.Select(created => $"dotnet new {created} --no-update-check"))}
            dotnet new sln -n All
            dotnet sln All.sln* add */*/*.csproj
            dotnet build All.sln* -warnaserror
            """);
        foreach (var name in s_created.Select(created => created.Split(' ')[2]))
            Assert.Contains("Total: 4, Errors: 0, Failed: 0, Skipped: 0", await folder.RunAsync($"{name}/{name}.Tests/bin/Debug/net10.0/{name}.Tests"), StringComparison.Ordinal);

        foreach (var app in new[] { "A1", "A2" })
        {
            var printed = await folder.RunAsync($"{app}/{app}/bin/Debug/net10.0/{app}");
            Assert.StartsWith("fault: Completed, the cache has the page\nunmapped: the cache has nothing\nfault: ", printed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_of_the_templates_installs_this_version()
    {
        Assert.Contains($"dotnet new install NotifierSdk.Templates@{feed.Version}\n", new Markdown("src/NotifierSdk.Templates/README.md").Blocks(""));
        Assert.Contains($"dotnet new install NotifierSdk.Templates@{feed.Version}\n", new Markdown("docs/getting-started.md").Blocks("sh")[0], StringComparison.Ordinal);
    }
}
