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

    private const string App = """
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

    internal static IEnumerable<(string Path, string Text)> Files(Feed feed) =>
    [
        ("Private/Private.csproj", feed.ProjectWith("NotifierSdk").Replace(" />", " PrivateAssets=\"all\" />", StringComparison.Ordinal)),
        ("Private/Cache.cs", Driver),
        ("Private/Program.cs", """
            using Drivers;
            using NotifierSdk;

            using var space = new AddressSpace();
            var cache = new Cache();
            space.Insert(cache, AddressRange.All);
            Console.WriteLine(cache.Fault(AddressRange.FromLength(0x1000, 0x1000)));
            """),
        ("Solution/Drivers/Drivers.csproj", feed.ProjectWith("NotifierSdk", "<OutputType>Library</OutputType><NotifierSdkAnalysisMode>strict</NotifierSdkAnalysisMode>")),
        ("Solution/Drivers/Cache.cs", Driver),
        ("Solution/App/App.csproj", App),
        ("Solution/App/Program.cs", """System.Console.WriteLine(new Drivers.Cache().Fault(NotifierSdk.AddressRange.All));"""),
        ("Solution/Alone/Alone.csproj", App.Replace("""<ProjectReference Include="../Drivers/Drivers.csproj" />""", "", StringComparison.Ordinal)),
        ("Solution/Alone/Program.cs", """System.Console.WriteLine("alone");"""),
        ("Others/Others.csproj", feed.ProjectWith(
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
        ("Others/.editorconfig", """
            root = true
            [*.cs]
            dotnet_analyzer_diagnostic.severity = warning
            """),
        ("Others/Cache.cs", Driver),
    ];

    [Fact]
    public async Task A_private_reference_of_a_program_brings_everything_and_runs() =>
        Assert.Equal("Completed\n", await (await feed.ConsumersAsync)["Private/Private"].AssertClean().RunAsync());

    [Fact]
    public async Task In_a_solution_the_projects_that_do_not_reference_it_are_left_alone()
    {
        var consumers = await feed.ConsumersAsync;
        consumers["Solution/Drivers/Drivers"].AssertClean();
        var (app, alone) = (consumers["Solution/App/App"].AssertClean(), consumers["Solution/Alone/Alone"].AssertClean());
        Assert.Equal("Removed\n", await app.RunAsync());
        Assert.Equal("alone\n", await alone.RunAsync());
        Assert.Empty(Directory.GetFiles(alone.Folder.Root, "NotifierSdk*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(app.Folder.Root, "obj"), "NotifierSdk*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Beside_other_analyzers_with_every_rule_on_nothing_crashes_and_no_generated_line_is_reported()
    {
        var reports = (await feed.ConsumersAsync)["Others/Others"].Reports;
        Assert.Contains(reports, report => report.Contains("Cache.cs(", StringComparison.Ordinal)); // the others are at work: all of their rules are on
        Assert.DoesNotContain(reports, report => report.Contains(": error ", StringComparison.Ordinal));
        Assert.All(["AD0001", "CS8785", ".g.cs"], word => Assert.DoesNotContain(reports, report => report.Contains(word, StringComparison.Ordinal)));
    }
}
