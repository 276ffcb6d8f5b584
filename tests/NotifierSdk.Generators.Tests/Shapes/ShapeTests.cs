using Microsoft.CodeAnalysis;

namespace NotifierSdk.Generators.Tests.Shapes;

/// <summary>
/// Every shape of a driver that the crossed dimensions give either compiles without a warning, or a rule says why not. A combination that is no C#
/// whatever is written for it does not count; the compiler tells which. The numbers are pinned so that neither a rule that says no too often nor a
/// dimension that has lost its sense goes unseen.
/// </summary>
public class ShapeTests
{
    private const int Shown = 20;

    [Fact]
    public void Names() => Verify(NameShapes.All, clean: 3408, ruled: 26);

    [Fact]
    public void Types() => Verify(TypeShapes.All, clean: 2376, ruled: 639);

    [Fact]
    public void References() => Verify(ReferenceShapes.All, clean: 2296, ruled: 1356);

    [Fact]
    public void Members() => Verify(MemberShapes.All, clean: 166, ruled: 674);

    [Fact]
    public void Inheritance() => Verify(InheritanceShapes.All, clean: 1114, ruled: 306);

    [Fact]
    public void Headers() => Verify(HeaderShapes.All, clean: 554, ruled: 104);

    [Fact]
    public void Silenced() => Verify(SilencedShapes.All, clean: 672, ruled: 18, isPragmaTrusted: true);

    [Fact]
    public void Aliases() => Verify(AliasShapes.All, clean: 112, ruled: 0, references: AliasShapes.Library);

    private static void Verify(IEnumerable<Shape> shapes, int clean, int ruled, bool isPragmaTrusted = false, params IEnumerable<MetadataReference> references)
    {
        var outcomes = ShapeRun.Of(shapes, isPragmaTrusted, references);
        var failing = outcomes.Where(static outcome => outcome.Verdict == ShapeVerdict.Fails).ToList();
        Assert.True(failing.Count == 0, $"{failing.Count} of {outcomes.Count(static outcome => outcome.Verdict != ShapeVerdict.NoCSharp)} shapes fail:\n"
            + string.Join("\n", failing.Take(Shown).Select(static outcome => $"{outcome.Shape.Name}\n    {outcome.Detail}")));
        Assert.Equal((clean, ruled), (Count(ShapeVerdict.Clean), Count(ShapeVerdict.Ruled)));

        int Count(ShapeVerdict verdict) => outcomes.Count(outcome => outcome.Verdict == verdict);
    }
}
