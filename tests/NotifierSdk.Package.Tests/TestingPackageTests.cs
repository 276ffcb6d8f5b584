using System.Text.RegularExpressions;

namespace NotifierSdk.Package.Tests;

/// <summary>The testing package as an author uses it: in a test project, behind a library of test code, and beside an application.</summary>
public partial class TestingPackageTests(Feed feed)
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
            <ProjectReference Include="../Umem/Umem.csproj" />
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
            <ProjectReference Include="../Umem/Umem.csproj" />
          </ItemGroup>
        </Project>
        """;

    private static readonly Markdown s_page = new("src/NotifierSdk.Testing/README.md");

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) =>
    [
        ("Testing/Umem/Umem.csproj", feed.ProjectWith("NotifierSdk.Testing", "<OutputType>Library</OutputType>")),
        ("Testing/Umem/Umem.cs", s_page.Block("csharp", with: "class Umem(")),
        ("Testing/Tests/Tests.csproj", Test),
        ("Testing/Tests/UmemTests.cs", s_page.Block("csharp", with: "class UmemTests")),
        ("Testing/UmemApp/UmemApp.csproj", App),
        ("Testing/UmemApp/Program.cs", """System.Console.WriteLine(new Umem(_ => 1).Fault(NotifierSdk.AddressRange.All));"""),
    ];

    [Fact]
    public async Task The_test_of_its_page_passes_and_an_application_beside_it_keeps_the_code_that_is_shipped()
    {
        var consumers = await feed.ConsumersAsync;
        consumers["Testing/Umem/Umem"].AssertClean();
        var (tests, app) = (consumers["Testing/Tests/Tests"].AssertClean(), consumers["Testing/UmemApp/UmemApp"].AssertClean());

        var printed = await tests.RunAsync();
        Assert.Contains("Total: 1, Errors: 0, Failed: 0", printed, StringComparison.Ordinal);
        Assert.Contains(WithoutNumbers(s_page.Block("", with: "complete: ").Trim()), WithoutNumbers(printed), StringComparison.Ordinal);

        Assert.Contains(Switch, await tests.ReadOutputAsync("Tests.runtimeconfig.json"), StringComparison.Ordinal);
        Assert.DoesNotContain(Switch, await app.ReadOutputAsync("UmemApp.runtimeconfig.json"), StringComparison.Ordinal);
        Assert.Equal("Removed\n", await app.RunAsync());
    }

    // Each change of the runtime's steps changes how many interleavings there are.
    private static string WithoutNumbers(string text) => Number().Replace(text, "#");

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
