using System.Text.RegularExpressions;

namespace NotifierSdk.Runtime.Tests.Protocol;

/// <summary>docs/models.md says which line of the runtime takes which step of a model: the models are there, and so are the lines.</summary>
public partial class ModelMapTests
{
    private static readonly Match[] s_rows = [.. Row().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models.md"))).Cast<Match>()];

    public static TheoryData<string, string> Lines => [.. s_rows.Select(row => (row.Groups["file"].Value, row.Groups["line"].Value.Replace("\\|", "|", StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_line_that_takes_a_step_of_a_model_is_there(string file, string line) =>
        Assert.Contains(line, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "RuntimeSource", file)), StringComparison.Ordinal);

    [Fact]
    public void The_models_that_the_page_names_are_there() => Assert.All(
        s_rows.Select(row => row.Groups["model"].Value).Distinct(),
        model => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Models", model)), $"spec/{model} is gone; let docs/models.md name the model that has its steps now."));

    [GeneratedRegex(@"^\| (?<model>\w+\.pml) \| [^|]+ \| (?<file>[\w/]+\.cs) \| `(?<line>.+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
