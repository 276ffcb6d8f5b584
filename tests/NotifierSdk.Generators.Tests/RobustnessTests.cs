using Microsoft.CodeAnalysis.Text;
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
        foreach (var length in Cuts(source))
        {
            var tree = compilation.SyntaxTrees[0];
            var typed = new TextChange(new TextSpan(tree.Length, 0), source[tree.Length..length]);
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(tree.GetText(TestContext.Current.CancellationToken).WithChanges(typed)));
            driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
            var result = driver.GetRunResult().Results[0];
            Assert.True(result.Exception is null && result.Diagnostics.IsEmpty, $"at {length}: {result.Exception}\n{source[..length]}");
        }
    }

    // Behind a token or in the middle of one: a name is as unknown wherever it is cut, and blanks and comments say nothing to the generator. Of three such places, one.
    private static IEnumerable<int> Cuts(string source) => Environment.GetEnvironmentVariable("NOTIFIERSDK_FUZZ") == "1"
        ? Enumerable.Range(0, source.Length + 1)
        : GeneratorRun.Parse(source, "Driver.cs").GetRoot().DescendantTokens()
            .SelectMany(static token => new[] { (token.SpanStart + token.Span.End) / 2, token.Span.End }).Append(0).Append(source.Length).Distinct().Order().Where(static (_, index) => index % 3 == 0);

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
