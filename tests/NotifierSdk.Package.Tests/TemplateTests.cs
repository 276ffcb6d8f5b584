using System.Xml.Linq;

namespace NotifierSdk.Package.Tests;

/// <summary>What the templates create builds without a warning and passes its tests. The default is what docs/getting-started.md uses, so its test covers that one.</summary>
public class TemplateTests(Feed feed)
{
    // Every value of every option, and both templates. The names are no identifiers, a keyword, and types of a template.
    private static readonly SortedDictionary<string, string> s_created = new(StringComparer.Ordinal)
    {
        ["2fast"] = "notifier-driver",
        ["my.cache"] = "notifier-driver --lock Lock --two-pass",
        ["GuestMemory"] = "notifier-app --lock Object --async --two-pass",
        ["rdma-driver"] = "notifier-driver --lock SemaphoreSlim --async --memory linux",
        ["event"] = "notifier-driver --lock ReaderWriterLockSlim --memory linux --two-pass",
        ["Program"] = "notifier-app --lock SemaphoreSlim --async",
        ["PageCache"] = "notifier-app --memory linux",
    };

    public static TheoryData<string> Created => [.. s_created.Keys];

    public static TheoryData<string> Programs => [.. s_created.Keys.Where(name => s_created[name].StartsWith("notifier-app", StringComparison.Ordinal))];

    internal static async Task CreateAsync(CleanFolder folder, string version) => await folder.ShellAsync($"""
        set -e
        cd {folder.Root}
        dotnet new install NotifierSdk.Templates@{version}
        {string.Join('\n', s_created.Select(created => $"dotnet new {created.Value} -o {created.Key} --no-update-check"))}
        """);

    [Theory, MemberData(nameof(Created))]
    public async Task What_they_create_builds_without_a_warning_and_passes_its_tests(string name)
    {
        var consumers = await feed.ConsumersAsync;
        consumers[$"{name}/{name}/{name}"].AssertClean();
        var printed = await consumers[$"{name}/{name}.Tests/{name}.Tests"].AssertClean().RunAsync();
        Assert.Contains("Total: 5, Errors: 0, Failed: 0, Skipped: 0", printed, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Created))]
    public async Task Their_solution_has_both_projects(string name)
    {
        var folder = (await feed.ConsumersAsync)[$"{name}/{name}"].Folder;
        var paths = XDocument.Parse(await folder.ReadAsync($"{name}.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value).ToList();
        Assert.Equal(2, paths.Count);
        Assert.All(paths, path => Assert.True(File.Exists(Path.Combine(folder.Root, path)), $"{name}.slnx has {path}, which does not exist."));
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_that_they_create_runs(string name)
    {
        var printed = await (await feed.ConsumersAsync)[$"{name}/{name}/{name}"].RunAsync();
        Assert.StartsWith("fault: Completed, the cache has the page\nunmapped: the cache has nothing\nfault: ", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_the_templates_installs_this_version()
    {
        Assert.Contains($"dotnet new install NotifierSdk.Templates@{feed.Version}\n", new Markdown("src/NotifierSdk.Templates/README.md").Blocks(""));
        Assert.Contains($"dotnet new install NotifierSdk.Templates@{feed.Version}\n", new Markdown("docs/getting-started.md").Blocks("sh")[0], StringComparison.Ordinal);
    }
}
