namespace NotifierSdk.Package.Tests;

/// <summary>The program of each README is copied literally into a new project that has nothing but the package, and prints what the README says.</summary>
public class ReadmeTests(Feed feed)
{
    [Theory]
    [InlineData("README.md", "NotifierSdk.Linux")]
    [InlineData("src/NotifierSdk/README.md", "NotifierSdk")]
    [InlineData("src/NotifierSdk.Linux/README.md", "NotifierSdk.Linux")]
    public async Task Its_program_compiles_without_a_warning_and_prints_what_it_says(string readme, string package)
    {
        var document = new Markdown(readme);
        var project = await feed.CreateProjectAsync(
            readme.Replace('/', '.'), package, ("Program.cs", document.Block("csharp", with: "new AddressSpace(")));
        var built = await project.DotnetAsync(0, "build");
        Assert.Contains("0 Warning(s)", built, StringComparison.Ordinal);
        Assert.Contains(await project.RunAsync("bin/Debug/net10.0/Driver"), document.Blocks(""));
    }
}
