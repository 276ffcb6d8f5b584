namespace NotifierSdk.Package.Tests;

/// <summary>The program of each README is copied literally into a new project that has nothing but the package, and prints what the README says.</summary>
public class ReadmeTests(Feed feed)
{
    private static readonly Dictionary<string, string> s_packages = new()
    {
        ["README.md"] = "NotifierSdk.Linux",
        ["src/NotifierSdk/README.md"] = "NotifierSdk",
        ["src/NotifierSdk.Linux/README.md"] = "NotifierSdk.Linux",
    };

    public static TheoryData<string> Readmes => [.. s_packages.Keys];

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) => s_packages.SelectMany(readme => (IEnumerable<(string, string)>)
    [
        ($"{ProjectOf(readme.Key)}.csproj", feed.ProjectWith(readme.Value)),
        ($"Readmes/{NameOf(readme.Key)}/Program.cs", new Markdown(readme.Key).Block("csharp", with: "new AddressSpace(")),
    ]);

    [Theory, MemberData(nameof(Readmes))]
    public async Task Its_program_compiles_without_a_warning_and_prints_what_it_says(string readme)
    {
        var project = (await feed.ConsumersAsync)[ProjectOf(readme)].AssertClean();
        Assert.Contains(await project.RunAsync(), new Markdown(readme).Blocks(""));
    }

    private static string ProjectOf(string readme) => $"Readmes/{NameOf(readme)}/{NameOf(readme)}";

    private static string NameOf(string readme) => Path.ChangeExtension(readme, null).Replace('/', '_');
}
