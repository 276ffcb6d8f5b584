using System.Text.RegularExpressions;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Robustness.Apart;

/// <summary>
/// Whatever a driver refers to itself by, and however deep its code is, no rule comes to no end, overflows the stack or throws. <c>NOTIFIERSDK_FUZZ=1</c> runs all programs
/// instead of some of each kind.
/// </summary>
public partial class ApartTests(ITestOutputHelper output)
{
    // A prime: the forms are gone through in turn, and so are those that are taken.
    private const int OneOf = 307;

    [Fact]
    public async Task No_rule_follows_a_variable_that_refers_to_itself_for_ever()
    {
        var said = await OwnProcess.RunAsync(Work.Fuzz, Selection.IsWhole ? "1" : $"{OneOf}");
        output.WriteLine(said);
        var counts = Counts().Match(said);
        var (programs, diagnostics, crashes, givenUp) = (Number(1), Number(2), Number(3), Number(4));
        Assert.True(programs > 500 && diagnostics > programs / 10, "The analyzers did not run, or on too few programs.");
        Assert.True(crashes * 100L < programs, "The compiler itself crashed on too many of them to say anything.");
        Assert.True(givenUp * 100_000L <= programs, $"{givenUp} types of {programs} were given up on.");

        int Number(int group) => int.Parse(counts.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task No_rule_overflows_the_stack_on_code_as_deep_as_the_compiler_bears() => output.WriteLine(await OwnProcess.RunAsync(Work.Deep));

    [GeneratedRegex(@"programs (\d+), diagnostics (\d+), crashes of the compiler itself (\d+), given up (\d+)")]
    private static partial Regex Counts();
}
