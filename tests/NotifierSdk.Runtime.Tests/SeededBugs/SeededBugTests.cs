using System.Globalization;
using NotifierSdk.Runtime.Tests.Exploration;
using NotifierSdk.Testing;

namespace NotifierSdk.Runtime.Tests.SeededBugs;

/// <summary>Each rule of the protocol, broken in a copy of the runtime: the explorer must see it there, and see nothing in the runtime itself.</summary>
public class SeededBugTests
{
    public static TheoryData<string> Names => [.. Catalog.All.Select(bug => bug.Name)];

    public static TheoryData<string> ScenarioNames => [.. Scenarios.All.Keys];

    public static TheoryData<AuthorMistake> Mistakes => [.. Enum.GetValues<AuthorMistake>().Except([AuthorMistake.None])];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_rule_is_found(string name)
    {
        var bug = Catalog.All.Single(bug => bug.Name == name);
        var found = new MutatedContext(MutatedRuntime.Compile(bug.Edits)).Explore(bug.Scenario);
        Write(name, bug.Scenario, found);
        Assert.True(found.Verdict is not (null or nameof(Verdict.NotDeterministic)), $"{name} was not found: {found.Report}");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_of_an_author_is_found(AuthorMistake mistake)
    {
        var found = Scenarios.Explore(mistake);
        Write(mistake.ToString(), "fault, change", new Found(found));
        Assert.True(found.Verdict is not (null or Verdict.NotDeterministic), $"{mistake} was not found: {found}");
    }

    [Theory]
    [MemberData(nameof(ScenarioNames))]
    public void Nothing_is_found_while_the_rules_hold(string scenario)
    {
        var found = Scenarios.Explore(scenario);
        TestContext.Current.TestOutputHelper?.WriteLine(found.ToString());
        Assert.True(found.Failure is null, found.ToString());
    }

    [Fact]
    public void A_copy_without_an_edit_behaves_as_the_runtime_itself()
    {
        var copy = new MutatedContext(MutatedRuntime.Compile([])).Explore("fault, change");
        var itself = Scenarios.Explore("fault, change");
        Assert.Null(copy.Failure);
        Assert.Equal(itself.ToString(), copy.Report);
    }

    [Fact]
    public void An_edit_that_does_not_find_its_place_fails()
    {
        var edit = new SourceEdit("Engine/Registration.cs", "this text is not in the runtime", "");
        Assert.Contains("no place", Assert.Throws<InvalidOperationException>(() => MutatedRuntime.Compile([edit])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_tells_of_every_one()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeded-bugs.md"));
        Assert.All(Catalog.All, bug => Assert.Contains($"| `{bug.Name}` | {bug.Model} | {bug.Rule} | {bug.Scenario} |", page, StringComparison.Ordinal));
        Assert.All(Mistakes.Select(row => row.Data), mistake => Assert.Contains($"| `{mistake}` |", page, StringComparison.Ordinal));
        const int OfTheKernel = 1; // KernelRemovalTests
        Assert.Equal(Catalog.All.Length + Mistakes.Count + OfTheKernel, page.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    /// <summary>Which of them an ordinary stress test finds. Run it by name: it takes ten seconds for each that it does not find.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public void A_broken_rule_under_stress(string name)
    {
        var bug = Catalog.All.Single(bug => bug.Name == name);
        var (failure, rounds) = new MutatedContext(MutatedRuntime.Compile(bug.Edits)).Stress(bug.Scenario, TimeSpan.FromSeconds(10));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"STRESS {name} {rounds} {failure ?? "-"}"));
    }

    private static void Write(string name, string scenario, Found found) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {scenario} | {found.Strategy} | {found.Schedules} | {found.Failure} |"));
}
