using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Tests.Documentation;

/// <summary>What NotifierSdkAnalysisMode can be, and the severity that each rule has then.</summary>
internal sealed record Preset(string Name, string Purpose, Func<DiagnosticDescriptor, string> SeverityOf)
{
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("none", "No rule reports anything.", _ => "none"),
        new("default", "Each rule has the severity of its descriptor.", Rules.SeverityOf),
        new("recommended", "What is a suggestion by default is a warning, so that a build shows it.", rule => Rules.SeverityOf(rule) is "info" ? "warning" : Rules.SeverityOf(rule)),
        new("strict", "Every rule is an error, but for those that are off by default, which are warnings.", rule => rule.IsEnabledByDefault ? "error" : "warning"),
    ];

    /// <summary>Those that are files. The default is none: a file of it would outweigh a severity that the user sets for a whole category.</summary>
    public static IEnumerable<Preset> Shipped => All.Where(preset => preset.Name != "default");

    public string Path => $"src/NotifierSdk/build/presets/NotifierSdk.{Name}.globalconfig";

    // A level below 0, so that a global configuration of the user's own wins.
    public string Render() => string.Join(
        '\n',
        [
            "# Written from the descriptors; do not edit.",
            $"# {Purpose}",
            "is_global = true",
            "global_level = -1",
            "",
            .. Rules.All.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {(SeverityOf(rule) is "info" ? "suggestion" : SeverityOf(rule))}"),
        ]) + "\n";
}
