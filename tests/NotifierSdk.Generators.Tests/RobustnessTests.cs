using NotifierSdk.Generators.Tests.Harness;

namespace NotifierSdk.Generators.Tests;

public class RobustnessTests
{
    public static TheoryData<string> Drivers => [.. DriverSource.Names];

    [Theory, MemberData(nameof(Drivers))]
    public void No_prefix_of_a_driver_makes_it_throw(string name)
    {
        var source = DriverSource.Read(name);
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

    [Theory, MemberData(nameof(Drivers))]
    public void The_same_text_comes_out_each_time(string name)
    {
        var source = DriverSource.Read(name);
        Assert.Equal(GeneratorRun.Of(source).Texts, GeneratorRun.Of(source).Texts);
    }
}
