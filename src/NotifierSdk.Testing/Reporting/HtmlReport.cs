using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotifierSdk.Testing.Reporting;

/// <summary>A failing schedule as one page that needs nothing else: columns, a slider, and the state after each step.</summary>
internal static class HtmlReport
{
    private const string Placeholder = "/*REPORT*/null";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    // How many pages of each name this process has written; by the path without number and extension.
    private static readonly Dictionary<string, int> s_written = [];

    /// <summary>Writes the page, and returns its path. It replaces none that this process wrote: another case of the theory, or a test of the same name, has a message that names that one.</summary>
    /// <param name="exploration">What failed.</param>
    /// <param name="test">Whose page it is.</param>
    /// <param name="directory">Where; null for beside the test assembly.</param>
    internal static string Write(Exploration exploration, string test, string? directory)
    {
        RemoveFormer(test, directory);
        var path = PathOf(test, directory);
        int number;
        lock (s_written)
            number = ++s_written[path];
        path += number == 1 ? ".html" : string.Create(CultureInfo.InvariantCulture, $".{number}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Of(exploration, test), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    /// <summary>The test has been explored again: what former processes wrote when it failed would only mislead. What this process wrote stays.</summary>
    internal static void RemoveFormer(string test, string? directory)
    {
        var path = PathOf(test, directory);
        lock (s_written)
        {
            if (s_written.ContainsKey(path))
                return;
            var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
            if (Directory.Exists(folder))
            {
                foreach (var former in Directory.EnumerateFiles(folder, "*.html").Where(file => IsPageOf(name, Path.GetFileName(file))).ToArray())
                    File.Delete(former);
            }

            s_written.Add(path, 0);
        }
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

    private static bool IsPageOf(string name, string file) =>
        file.Length >= name.Length + ".html".Length && file.StartsWith(name, StringComparison.Ordinal) && file[name.Length..^".html".Length] is var number
        && (number.Length == 0 || (number[0] == '.' && int.TryParse(number.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)));

    private static string PathOf(string test, string? directory) =>
        Path.GetFullPath(Path.Combine(directory ?? Path.Combine(AppContext.BaseDirectory, "TestResults", "interleavings"), FileNameOf(test)));

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
