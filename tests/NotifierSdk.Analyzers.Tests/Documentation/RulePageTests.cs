using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>What is written of a rule is true of it.</summary>
public class RulePageTests
{
    public static TheoryData<string> Ids => Rules.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_says_what_its_descriptor_says(string id)
    {
        var rule = Rules.ById(id);
        var page = RulePage.Of(id);
        Assert.Equal($"# {id}: {rule.Title}", page.Head);
        var fix = VerifyFix.FixableRules.Contains(id) ? "yes" : "no";
        Assert.Equal($"Category: {rule.Category}. Default severity: {Rules.SeverityOf(rule)}. Code fix: {fix}.", page.Facts);
        Assert.Equal(
            ["Cause", "Why it breaks", "Broken code", "Correct code", "How to fix", "When to suppress", "Known limitations"], page.Headings);
        Assert.All(page.Sections, section => Assert.NotEmpty(section.Value));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_broken_code_of_a_page_breaks_its_rule_and_no_other(string id)
    {
        var analysis = await Analysis.OfAsync(TestProject.Create(RulePage.Of(id).Code("Broken code"), rule: id));
        Assert.Equal([id], analysis.Rules.Select(diagnostic => diagnostic.Id).Distinct());
        Assert.Empty(analysis.Compiler); // a build would stop there, and run no analyzer at all
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public Task The_correct_code_of_a_page_compiles_and_breaks_no_rule(string id) =>
        Verify.DiagnosticsAsync(RulePage.Of(id).Code("Correct code"), id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_misuse_sample_has_the_broken_code_of_the_page(string id)
    {
        var file = $"samples/Misuse/{id}.cs";
        WrittenFiles.AreUpToDate(file, $"namespace Misuse.{id};\n\n{RulePage.Of(id).Code("Broken code")}\n");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_help_link_leads_to_the_page_and_the_category_follows_from_the_number(string id)
    {
        var rule = Rules.ById(id);
        Assert.Equal($"https://github.com/notifiersdk/notifiersdk/blob/main/{RulePage.PathOf(id)}", rule.HelpLinkUri);
        Assert.Matches("^NSDK[1-5][0-9]{3}$", id);
        string[] categories = [Rule.ShapeCategory, Rule.SequenceCategory, Rule.CallbacksCategory, Rule.LocksCategory, Rule.LifetimeCategory];
        Assert.Equal(categories[id[4] - '1'], rule.Category);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_is_in_the_release_notes(string id)
    {
        var rule = Rules.ById(id);
        var notes = Repository.Read("analyzers/NotifierSdk.Analyzers/AnalyzerReleases.Shipped.md")
            + Repository.Read("analyzers/NotifierSdk.Analyzers/AnalyzerReleases.Unshipped.md");
        Assert.Contains($"\n{id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity : "Disabled")} | {rule.Title}\n", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_page_sample_or_fix_without_a_rule()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs/rules"), "NSDK*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Rules.All.Select(rule => rule.Id), pages.Order(StringComparer.Ordinal));
        var samples = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/Misuse"), "*.cs").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Rules.All.Select(rule => rule.Id), samples.Order(StringComparer.Ordinal));
        Assert.Empty(VerifyFix.FixableRules.Except(Rules.All.Select(rule => rule.Id)));
    }

    [Fact]
    public void Every_rule_has_its_tests()
    {
        var tested = typeof(RuleTests).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleTests)))
            .Select(type => ((RuleTests)Activator.CreateInstance(type)!).Rule);
        Assert.Equal(Rules.All.Select(rule => rule.Id), tested.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Messages_have_no_full_stop_and_titles_are_sentences_without_one() => Assert.All(Rules.All, rule =>
    {
        Assert.False(rule.Title.ToString(null).EndsWith('.'), rule.Id);
        Assert.False(rule.MessageFormat.ToString(null).EndsWith('.'), rule.Id);
    });
}
