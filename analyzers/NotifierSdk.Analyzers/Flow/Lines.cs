using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Names places of a path in a message.</summary>
internal static class Lines
{
    public static int Number(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>As in "line 41", or "line 41 of Mirror.Faults.cs" if the message stands in another file.</summary>
    public static string Of(Location location, Location reported) =>
        location.SourceTree == reported.SourceTree ? $"line {Number(location)}" : $"line {Number(location)} of {Path.GetFileName(location.GetLineSpan().Path)}";

    /// <summary>As in "lines 41 and 47", or "line 12 of Mirror.Faults.cs and line 41".</summary>
    public static string Of(IReadOnlyList<Location> locations, Location reported) =>
        locations.All(location => location.SourceTree == reported.SourceTree) ? Of(locations) : string.Join(" and ", locations.Select(location => Of(location, reported)).Distinct());

    /// <summary>As in "line 41" or "lines 41, 47 and 52".</summary>
    public static string Of(IEnumerable<Location> locations)
    {
        var lines = locations.Select(Number).Distinct().OrderBy(line => line).ToList();
        return lines.Count == 1 ? $"line {lines[0]}" : $"lines {string.Join(", ", lines.Take(lines.Count - 1))} and {lines[lines.Count - 1]}";
    }
}
