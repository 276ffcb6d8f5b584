namespace NotifierSdk.Package.Tests;

/// <summary>The ways in which a project can reference the package.</summary>
public class ReferenceTests(Feed feed)
{
    private const string Driver = """
        using NotifierSdk;

        namespace Drivers;

        public sealed partial class Cache : IntervalNotifier
        {
            [DriverLock] private readonly DriverLock _lock = new();
            [GuardedBy(nameof(_lock))] private readonly SortedSet<ulong> _pages = [];

            [Fault(Collect = nameof(Read), Commit = nameof(Add))]
            public partial FaultStatus Fault(AddressRange range);

            [Invalidate]
            private void Drop() => _pages.Clear();

            private static ulong Read(AddressRange range) => range.Start;

            private void Add(ulong page) => _pages.Add(page);
        }
        """;

    [Fact]
    public async Task A_private_reference_of_a_program_brings_everything_and_runs()
    {
        var project = await feed.CreateFolderAsync("Private",
            ("Private.csproj", feed.ProjectWith("NotifierSdk").Replace(" />", " PrivateAssets=\"all\" />", StringComparison.Ordinal)),
            ("Cache.cs", Driver),
            ("Program.cs", """
                using Drivers;
                using NotifierSdk;

                using var space = new AddressSpace();
                var cache = new Cache();
                space.Insert(cache, AddressRange.All);
                Console.WriteLine(cache.Fault(AddressRange.FromLength(0x1000, 0x1000)));
                """));
        await project.DotnetAsync(0, "build", "-warnaserror");
        Assert.Equal("Completed\n", await project.RunAsync("bin/Debug/net10.0/Private"));
    }

    [Fact]
    public async Task In_a_solution_the_projects_that_do_not_reference_it_are_left_alone()
    {
        const string Program = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Drivers/Drivers.csproj" />
              </ItemGroup>
            </Project>
            """;
        var solution = await feed.CreateFolderAsync("Solution",
            ("All.slnx", """<Solution><Project Path="Drivers/Drivers.csproj" /><Project Path="App/App.csproj" /><Project Path="Alone/Alone.csproj" /></Solution>"""),
            ("Drivers/Drivers.csproj", feed.ProjectWith("NotifierSdk", "<OutputType>Library</OutputType><NotifierSdkAnalysisMode>strict</NotifierSdkAnalysisMode>")),
            ("Drivers/Cache.cs", Driver),
            ("App/App.csproj", Program),
            ("App/Program.cs", """System.Console.WriteLine(new Drivers.Cache().Fault(NotifierSdk.AddressRange.All));"""),
            ("Alone/Alone.csproj", Program.Replace("""<ProjectReference Include="../Drivers/Drivers.csproj" />""", "", StringComparison.Ordinal)),
            ("Alone/Program.cs", """System.Console.WriteLine("alone");"""));
        await solution.DotnetAsync(0, "build", "-warnaserror");
        Assert.Equal("Removed\n", await solution.RunAsync("App/bin/Debug/net10.0/App"));
        Assert.Equal("alone\n", await solution.RunAsync("Alone/bin/Debug/net10.0/Alone"));
        Assert.DoesNotContain(
            Directory.GetFiles(solution.Root, "NotifierSdk*", SearchOption.AllDirectories),
            file => file.Contains("/Alone/", StringComparison.Ordinal) || file.Contains("/App/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Beside_other_analyzers_with_every_rule_on_nothing_crashes_and_no_generated_line_is_reported()
    {
        var project = await feed.CreateFolderAsync("Others",
            ("Others.csproj", feed.ProjectWith(
                "NotifierSdk",
                """
                <OutputType>Library</OutputType>
                <AnalysisMode>All</AnalysisMode>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <NotifierSdkAnalysisMode>strict</NotifierSdkAnalysisMode>
                """,
                """
                <PackageReference Include="Meziantou.Analyzer" Version="3.0.321" PrivateAssets="all" />
                <PackageReference Include="Roslynator.Analyzers" Version="5.0.1" PrivateAssets="all" />
                """)),
            (".editorconfig", """
                root = true
                [*.cs]
                dotnet_analyzer_diagnostic.severity = warning
                """),
            ("Cache.cs", Driver));
        var printed = await project.DotnetAsync(0, "build");
        Assert.Contains("Cache.cs(", printed, StringComparison.Ordinal); // the others are at work: all of their rules are on
        Assert.DoesNotContain("AD0001", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("CS8785", printed, StringComparison.Ordinal);
        Assert.DoesNotContain(".g.cs", printed, StringComparison.Ordinal);
    }
}
