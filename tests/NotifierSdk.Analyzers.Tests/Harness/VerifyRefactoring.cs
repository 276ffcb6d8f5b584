using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.Text;
using NotifierSdk.CodeFixes;

namespace NotifierSdk.Analyzers.Tests.Harness;

/// <summary>Applies a refactoring where the source has <c>$$</c>, and asserts what becomes of the source: that it compiles, and that no rule reports anything in it.</summary>
internal static class VerifyRefactoring
{
    private static readonly ImmutableArray<CodeRefactoringProvider> s_providers =
        [.. typeof(DriverCodeFix).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(CodeRefactoringProvider)))
            .Select(type => (CodeRefactoringProvider)Activator.CreateInstance(type)!)];

    public static async Task ChangesAsync(string title, string before, string after)
    {
        var (document, position) = Parse(before);
        var action = Assert.Single(await OfferedAsync(document, position), action => action.Title == title);
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(after, (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        var analysis = await Analysis.OfAsync(changed);
        Assert.Empty(analysis.Compiler);
        Assert.Empty(analysis.Rules);
    }

    /// <summary>The titles of what is offered.</summary>
    public static async Task<IEnumerable<string>> TitlesAsync(string marked)
    {
        var (document, position) = Parse(marked);
        return (await OfferedAsync(document, position)).Select(action => action.Title);
    }

    /// <summary>Applies all that is offered at a position of any source: what comes of it is anything, but it comes without a crash.</summary>
    public static async Task<int> ApplyEachAsync(string source, int position)
    {
        var document = TestProject.Create(source);
        var offered = await OfferedAsync(document, position);
        foreach (var action in offered)
            await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return offered.Count;
    }

    private static (Document Document, int Position) Parse(string marked)
    {
        var position = marked.IndexOf("$$", StringComparison.Ordinal);
        Assert.True(position >= 0, "The source does not say with $$ where the cursor is.");
        return (TestProject.Create(marked.Remove(position, 2)), position);
    }

    private static async Task<List<CodeAction>> OfferedAsync(Document document, int position)
    {
        var offered = new List<CodeAction>();
        foreach (var provider in s_providers)
            await provider.ComputeRefactoringsAsync(new CodeRefactoringContext(document, new TextSpan(position, 0), offered.Add, TestContext.Current.CancellationToken));
        return offered;
    }
}
