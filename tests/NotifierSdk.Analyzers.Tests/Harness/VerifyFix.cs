using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using NotifierSdk.CodeFixes;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>
/// Applies the fix of a rule until nothing is left to fix, and then at once with Fix-All, and asserts that both give the same source, which compiles
/// and has just the diagnostics that it marks.
/// </summary>
internal static class VerifyFix
{
    private static readonly ImmutableArray<CodeFixProvider> s_providers =
        [.. typeof(DriverCodeFix).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)];

    public static IEnumerable<string> FixableRules => s_providers.SelectMany(provider => provider.FixableDiagnosticIds);

    public static async Task ChangesAsync(string rule, string before, string after, bool beforeCompiles = true)
    {
        var (source, expected) = Markup.Parse(before, rule);
        var document = TestProject.Create(source, rule: rule);
        var analysis = await Analysis.OfAsync(document);
        Verify.Compare(source, expected, beforeCompiles ? analysis.Compiler.AddRange(analysis.Rules) : analysis.Rules);

        var (fixedSource, expectedAfter) = Markup.Parse(after, rule);
        await ComparesAsync(await FixOneByOneAsync(rule, document, expected.Count), fixedSource, expectedAfter);
        foreach (var scope in (FixAllScope[])[FixAllScope.Document, FixAllScope.Project])
            await ComparesAsync(await FixAllAsync(rule, document, scope), fixedSource, expectedAfter);

        var withCarriageReturns = await FixAllAsync(rule, TestProject.Create(WithCarriageReturns(source), rule: rule), FixAllScope.Document);
        Assert.Equal(WithCarriageReturns(fixedSource), (await withCarriageReturns.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
    }

    /// <summary>What the fix that is offered second makes, with Fix-All.</summary>
    public static async Task OtherChangesAsync(string rule, string title, string before, string after)
    {
        var document = TestProject.Create(Markup.Parse(before, rule).Source, rule: rule);
        var diagnostic = (await Analysis.OfAsync(document)).Rules.First(each => each.Id == rule);
        var actions = new List<CodeAction>();
        await ProviderOf(rule).RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        Assert.Equal(title, actions[1].Title);
        var (source, expected) = Markup.Parse(after, rule);
        await ComparesAsync(await FixAllAsync(rule, document, FixAllScope.Document, actions[1].EquivalenceKey), source, expected);
    }

    /// <summary>The rule fires, and no fix is offered: none would be certain to be right.</summary>
    public static async Task OffersNothingAsync(string rule, string marked)
    {
        await Verify.DiagnosticsAsync(marked, rule);
        var document = TestProject.Create(Markup.Parse(marked, rule).Source, rule: rule);
        foreach (var diagnostic in (await Analysis.OfAsync(document)).Rules.Where(diagnostic => diagnostic.Id == rule))
            Assert.Null(await FirstActionAsync(document, diagnostic));
    }

    /// <summary>Applies every fix that is offered, each to the document as it is: on half-typed code the result is anything, but it comes without a crash.</summary>
    public static async Task<int> ApplyEachAsync(Document document)
    {
        var applied = 0;
        foreach (var diagnostic in (await Analysis.OfAsync(document)).Rules.Where(diagnostic => FixableRules.Contains(diagnostic.Id)))
        {
            if (await FirstActionAsync(document, diagnostic) is not { } action)
                continue;
            await ApplyAsync(action, document);
            applied++;
        }

        return applied;
    }

    /// <summary>The source with the rule's fix applied wherever it is offered; null if it is offered nowhere.</summary>
    public static async Task<string?> AppliedAsync(string rule, string source)
    {
        if (!FixableRules.Contains(rule))
            return null;
        var repaired = (await (await FixAllAsync(rule, TestProject.Create(source, rule: rule), FixAllScope.Document)).GetTextAsync(TestContext.Current.CancellationToken)).ToString();
        return repaired == source ? null : repaired;
    }

    private static string WithCarriageReturns(string source) => source.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static async Task ComparesAsync(Document document, string source, IReadOnlyList<Expected> expected)
    {
        var text = await document.GetTextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(source, text.ToString());
        var analysis = await Analysis.OfAsync(document);
        Verify.Compare(source, expected, analysis.Compiler.AddRange(analysis.Rules));
    }

    private static async Task<Document> FixOneByOneAsync(string rule, Document document, int atMost)
    {
        for (var changes = 0; ; changes++)
        {
            var action = await FirstActionAsync(rule, document);
            if (action is null)
                return document;
            Assert.True(changes < atMost, $"The fix of {rule} is still offered after {changes} changes: it does not repair what it is offered for.");
            document = await ApplyAsync(action, document);
        }
    }

    private static async Task<CodeAction?> FirstActionAsync(string rule, Document document)
    {
        foreach (var diagnostic in (await Analysis.OfAsync(document)).Rules.Where(diagnostic => diagnostic.Id == rule))
        {
            if (await FirstActionAsync(document, diagnostic) is { } action)
                return action;
        }

        return null;
    }

    private static async Task<CodeAction?> FirstActionAsync(Document document, Diagnostic diagnostic)
    {
        CodeAction? first = null;
        var context = new CodeFixContext(document, diagnostic, (action, _) => first ??= action, TestContext.Current.CancellationToken);
        await ProviderOf(diagnostic.Id).RegisterCodeFixesAsync(context);
        return first;
    }

    private static async Task<Document> FixAllAsync(string rule, Document document, FixAllScope scope, string? equivalenceKey = null)
    {
        var provider = ProviderOf(rule);
        var context = new FixAllContext(
            document, provider, scope, codeActionEquivalenceKey: equivalenceKey ?? rule, [rule], new FoundDiagnostics(rule), TestContext.Current.CancellationToken);
        var action = await provider.GetFixAllProvider()!.GetFixAsync(context);
        return action is null ? document : await ApplyAsync(action, document);
    }

    private static async Task<Document> ApplyAsync(CodeAction action, Document document)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
    }

    private static CodeFixProvider ProviderOf(string rule) => s_providers.Single(provider => provider.FixableDiagnosticIds.Contains(rule));

    private sealed class FoundDiagnostics(string rule) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await Analysis.OfAsync(document)).Rules.Where(diagnostic => diagnostic.Id == rule && diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            (await Analysis.OfAsync(project.Documents.Last())).Rules.Where(diagnostic => diagnostic.Id == rule);
    }
}
