using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Cases;

/// <summary>
/// The smallest inputs that the rules once got wrong, in handwritings that are not those of the corpus: broken ones that nothing was said of, correct ones that were suspected, and beside them
/// the nearest forms that were right all along.
/// </summary>
public class CaseTests(ITestOutputHelper output)
{
    private const string Folder = "tests/NotifierSdk.Analyzers.Tests/Cases";

    [Fact]
    public async Task Each_input_is_judged_as_expected_and_what_is_not_right_yet_is_known()
    {
        var expected = ExpectedCase.ReadAll(Path.Combine(Repository.Root, Folder, "Expected.txt"));
        var found = await FindAsync(expected);
        var wrong = expected.Where(each => found[each.Place] != each.Today).Select(each => $"{each.Place}: expected {each.Today}, found {found[each.Place]}").ToList();
        var mended = expected.Where(each => each.Today != each.Must && found[each.Place] == each.Must).Select(each => $"{each.Place} is right now: delete its last words, 'today {each.Today}'").ToList();
        var surplus = found.Keys.Except(expected.Select(each => each.Place)).Select(place => $"{place} is not listed, and has {found[place]}").ToList();
        var table = $"broken inputs {expected.Count(IsBroken)}, found {expected.Count(each => IsBroken(each) && found[each.Place] == each.Must)}; "
            + $"correct inputs {expected.Count(each => !IsBroken(each))}, suspected {expected.Count(each => !IsBroken(each) && found[each.Place] != each.Must)}";
        output.WriteLine(table);
        Assert.True(wrong.Count + surplus.Count == 0, string.Join('\n', mended.Concat(wrong).Concat(surplus).Prepend(table)));

        static bool IsBroken(ExpectedCase each) => each.Must != ExpectedCase.Nothing;
    }

    private static async Task<Dictionary<string, string>> FindAsync(IReadOnlyList<ExpectedCase> expected)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder, "Inputs"), "*.cs").Order(StringComparer.Ordinal).ToList();
        var analysis = await Analysis.OfAsync(TestProject.CreateOf(files));
        Assert.Empty(analysis.Compiler);
        var places = expected.Select(each => each.Place).ToHashSet();
        var found = places.ToDictionary(place => place, _ => ExpectedCase.Nothing);
        foreach (var diagnostics in analysis.Rules.GroupBy(rule => PlaceOf(rule, places)))
            found[diagnostics.Key] = string.Join(", ", diagnostics.Select(diagnostic => diagnostic.Id["NSDK".Length..]).Distinct().Order(StringComparer.Ordinal));
        return found;
    }

    // The member, where it is listed by itself.
    private static string PlaceOf(Diagnostic diagnostic, HashSet<string> places)
    {
        var node = diagnostic.Location.SourceTree!.GetRoot(TestContext.Current.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
        var type = $"{Path.GetFileNameWithoutExtension(diagnostic.Location.SourceTree.FilePath)}.{node.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Last().Identifier.ValueText}";
        var member = $"{type}.{node.AncestorsAndSelf().OfType<MethodDeclarationSyntax>().LastOrDefault()?.Identifier.ValueText}";
        return places.Contains(member) ? member : type;
    }
}
