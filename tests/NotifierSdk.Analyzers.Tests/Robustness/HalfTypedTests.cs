using Microsoft.CodeAnalysis.CSharp;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness;

/// <summary>An editor runs the analyzers after every keystroke, on whatever is there.</summary>
public class HalfTypedTests
{
    public static TheoryData<string> Sources => [Drivers.Annotated, Drivers.ByHand, Drivers.Wrong];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task No_analyzer_crashes_on_any_beginning_of_a_driver(string driver)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var empty = (await TestProject.Create("").Project.GetCompilationAsync(cancellation))!;
        await Parallel.ForAsync(0, driver.Length + 1, cancellation, async (length, _) =>
        {
            var tree = CSharpSyntaxTree.ParseText(driver[..length], (CSharpParseOptions)empty.SyntaxTrees.First().Options, cancellationToken: cancellation);
            await Analysis.OfAsync(empty.AddSyntaxTrees(tree), Analysis.Analyzers);
        });
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task No_analyzer_crashes_where_the_generated_half_is_there_and_any_line_is_missing(string driver)
    {
        var lines = driver.Split('\n');
        for (var missing = 0; missing < lines.Length; missing++)
            await Analysis.OfAsync(TestProject.Create(string.Join('\n', lines.Where((_, line) => line != missing))));
    }
}
