using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

public class RobustnessTests
{
    private static readonly string s_repository = Path.GetFullPath(Path.Combine(Snapshot.ProjectDirectory, "..", ".."));

    public static TheoryData<string> Drivers => [.. DriverSource.Names];

    /// <summary>Those, and the files of the samples that have a driver.</summary>
    public static TheoryData<string> AllDrivers => [.. DriverSource.Names, .. SampleDrivers()];

    [Theory, MemberData(nameof(AllDrivers))]
    public void No_prefix_of_a_driver_makes_it_throw(string name)
    {
        var source = name.Contains('/', StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(s_repository, name)) : DriverSource.Read(name);
        var driver = GeneratorRun.NewDriver();
        var compilation = GeneratorRun.Compile("");
        for (var length = 0; length <= source.Length; length++)
        {
            var tree = compilation.SyntaxTrees[0];
            compilation = compilation.ReplaceSyntaxTree(tree, GeneratorRun.Parse(source[..length], tree.FilePath));
            driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
            var result = driver.GetRunResult().Results[0];
            Assert.True(result.Exception is null && result.Diagnostics.IsEmpty, $"at {length}: {result.Exception}\n{source[..length]}");
        }
    }

    private static IEnumerable<string> SampleDrivers() =>
        from file in Directory.EnumerateFiles(Path.Combine(s_repository, "samples"), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(s_repository, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal)
        where File.ReadAllText(file).Contains("NotifierSdk", StringComparison.Ordinal) && new[] { "[Fault", "[Invalidate" }.Any(File.ReadAllText(file).Contains)
        orderby path
        select path;

    [Theory, MemberData(nameof(Drivers))]
    public void The_same_text_comes_out_each_time(string name)
    {
        var source = DriverSource.Read(name);
        Assert.Equal(GeneratorRun.Of(source).Texts, GeneratorRun.Of(source).Texts);
    }
}
