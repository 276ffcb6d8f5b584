using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotifierSdk.Testing.Reporting;

/// <summary>A failing schedule as one page that needs nothing else: columns, a slider, and the state after each step.</summary>
internal static class HtmlReport
{
    private const string Placeholder = "/*REPORT*/null";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the page, and returns its path.</summary>
    /// <param name="exploration">What failed.</param>
    /// <param name="test">Whose file it is; a former one is replaced.</param>
    /// <param name="directory">Where; null for beside the test assembly.</param>
    internal static string Write(Exploration exploration, string test, string? directory)
    {
        var path = PathOf(test, directory);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Of(exploration, test), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    /// <summary>The test has passed: what it wrote when it failed would only mislead.</summary>
    internal static void Remove(string test, string? directory)
    {
        var path = PathOf(test, directory);
        if (File.Exists(path))
            File.Delete(path);
    }

    internal static string Of(Exploration exploration, string test)
    {
        var page = new Page(
            test,
            exploration.Failure!,
            string.Create(CultureInfo.InvariantCulture, $"{exploration.Verdict}, {exploration.Preemptions} preemption{(exploration.Preemptions == 1 ? "" : "s")}, schedule {exploration.Schedules} of the search, {exploration.Strategy}"),
            $"{ReplayToken.Variable}={exploration.ReplayToken}",
            exploration.Timeline?.Threads ?? [],
            [.. (exploration.Timeline?.Entries ?? []).Select(Step.Of)]);
        // The serializer escapes what could end the script element.
        return Template().Replace(Placeholder, JsonSerializer.Serialize(page, s_json), StringComparison.Ordinal);
    }

    private static string Template()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string PathOf(string test, string? directory) =>
        Path.Combine(directory ?? Path.Combine(AppContext.BaseDirectory, "TestResults", "interleavings"), $"{FileNameOf(test)}.html");

    private static string FileNameOf(string test)
    {
        var invalid = Path.GetInvalidFileNameChars();
        return string.Concat(test.Select(character => invalid.Contains(character) ? '_' : character));
    }

    private sealed record Page(string Test, string Failure, string Found, string Replay, IReadOnlyList<string> Threads, IReadOnlyList<Step> Steps);

    private sealed record Step(int Thread, string Text, bool IsFailure, string Locks, string Drivers, string Mapping, string Shadow)
    {
        internal static Step Of(TimelineEntry entry) => new(
            entry.Thread, entry.Text, entry.IsFailure, entry.After.Locks, entry.After.Drivers, entry.After.Mapping, entry.After.Shadow);
    }
}
