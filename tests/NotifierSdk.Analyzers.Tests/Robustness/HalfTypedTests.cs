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
    public async Task No_analyzer_or_fix_crashes_where_the_generated_half_is_there_and_any_line_is_missing(string driver)
    {
        var lines = driver.Split('\n');
        var applied = 0;
        for (var missing = 0; missing < lines.Length; missing++)
            applied += await VerifyFix.ApplyEachAsync(TestProject.Create(string.Join('\n', lines.Where((_, line) => line != missing))));
        Assert.True(applied > 0 || driver != Drivers.Wrong, "No fix was offered for any of them; the drivers show too little.");
    }
}
