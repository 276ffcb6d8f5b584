using NotifierSdk.Analyzers.Tests.Harness;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>The presets of the package are written from the descriptors, by this test if it is asked to.</summary>
public class PresetTests
{
    public static TheoryData<string> Names => [.. Preset.Shipped.Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_preset_has_the_severity_of_every_rule(string name)
    {
        var preset = Preset.All.Single(each => each.Name == name);
        WrittenFiles.AreUpToDate(preset.Path, preset.Render());
    }

    [Fact]
    public void There_is_no_preset_that_is_not_written() => Assert.Equal(
        Preset.Shipped.Select(preset => Path.GetFileName(preset.Path)).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/NotifierSdk/build/presets")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
