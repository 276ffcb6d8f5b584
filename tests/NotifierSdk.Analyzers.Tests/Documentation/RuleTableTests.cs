using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>docs/rules/README.md is written from the descriptors, by this test if it is asked to.</summary>
public class RuleTableTests
{
    private static readonly string[] s_headings =
        ["1xxx Shape of a driver", "2xxx Sequence protocol", "3xxx Callbacks", "4xxx Locks", "5xxx Lifetime"];

    [Fact]
    public void The_table_of_rules_is_that_of_the_descriptors() => WrittenFiles.AreUpToDate("docs/rules/README.md", Render());

    private static string Render()
    {
        List<string> lines =
        [
            "# The rules",
            "",
            "Written from the descriptors; do not edit. Where several rules could speak of one place, the one whose group comes first does:",
            "shape, callbacks, sequence, locks, lifetime.",
        ];
        foreach (var group in Rules.All.GroupBy(rule => rule.Id[4]))
        {
            lines.AddRange(["", $"## {s_headings[group.Key - '1']}", "", "| id | rule | severity | fix |", "|---|---|---|---|"]);
            lines.AddRange(group.Select(rule =>
                $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {Rules.SeverityOf(rule)} | {(VerifyFix.FixableRules.Contains(rule.Id) ? "yes" : "")} |"));
        }

        return string.Join('\n', lines) + "\n";
    }
}
