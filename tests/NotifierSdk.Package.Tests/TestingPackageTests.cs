namespace NotifierSdk.Package.Tests;

/// <summary>The testing package as an author uses it: in a test project, behind a library of test code, and beside an application.</summary>
public class TestingPackageTests(Feed feed)
{
    private const string Switch = "NotifierSdk.Interleavings";

    private const string Test = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" />
            <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
            <PackageReference Include="xunit.v3" Version="3.2.2" />
            <ProjectReference Include="../Drivers/Drivers.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string App = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../Drivers/Drivers.csproj" />
          </ItemGroup>
        </Project>
        """;

    [Fact]
    public async Task The_test_of_its_page_passes_and_an_application_beside_it_keeps_the_code_that_is_shipped()
    {
        var page = new Markdown("src/NotifierSdk.Testing/README.md");
        var solution = await feed.CreateFolderAsync("Testing",
            ("All.slnx", """<Solution><Project Path="Drivers/Drivers.csproj" /><Project Path="Tests/Tests.csproj" /><Project Path="App/App.csproj" /></Solution>"""),
            ("Drivers/Drivers.csproj", feed.ProjectWith("NotifierSdk.Testing", "<OutputType>Library</OutputType>")),
            ("Drivers/Umem.cs", page.Block("csharp", with: "class Umem(")),
            ("Tests/Tests.csproj", Test),
            ("Tests/UmemTests.cs", page.Block("csharp", with: "class UmemTests")),
            ("App/App.csproj", App),
            ("App/Program.cs", """System.Console.WriteLine(new Umem(_ => 1).Fault(NotifierSdk.AddressRange.All));"""));
        await solution.DotnetAsync(0, "build", "-warnaserror");

        var printed = await solution.RunAsync("Tests/bin/Debug/net10.0/Tests");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0", printed, StringComparison.Ordinal);
        Assert.Contains(page.Block("", with: "complete: ").Trim(), printed, StringComparison.Ordinal);

        Assert.Contains(Switch, await solution.ReadAsync("Tests/bin/Debug/net10.0/Tests.runtimeconfig.json"), StringComparison.Ordinal);
        Assert.DoesNotContain(Switch, await solution.ReadAsync("App/bin/Debug/net10.0/App.runtimeconfig.json"), StringComparison.Ordinal);
        Assert.Equal("Removed\n", await solution.RunAsync("App/bin/Debug/net10.0/App"));
    }
}
