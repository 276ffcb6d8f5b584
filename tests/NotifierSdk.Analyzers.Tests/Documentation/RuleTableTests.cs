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
            "This page is written from the descriptors; do not edit it. Where several rules could report one place, only one does: the one whose group comes first in the order",
            "shape, callbacks, sequence, locks, lifetime.",
            "",
            "The property `NotifierSdkAnalysisMode` selects a preset of severities, and each table says a rule's severity in every preset but `none`, which turns all rules off.",
            "[Configuration](../configuration.md) tells how to set it, and how to change or suppress a single rule.",
        ];
        var presets = Preset.All.Where(preset => preset.Name != "none").ToList();
        foreach (var group in Rules.All.GroupBy(rule => rule.Id[4]))
        {
            lines.AddRange(["", $"## {s_headings[group.Key - '1']}", "", Row(["id", "rule", .. presets.Select(preset => preset.Name), "fix"]), Row(Enumerable.Repeat("---", presets.Count + 3))]);
            lines.AddRange(group.Select(rule => Row(
                [$"[{rule.Id}]({rule.Id}.md)", rule.Title.ToString(null), .. presets.Select(preset => preset.SeverityOf(rule)), VerifyFix.FixableRules.Contains(rule.Id) ? "yes" : ""])));
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
