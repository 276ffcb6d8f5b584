using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Names places of a path in a message.</summary>
internal static class Lines
{
    public static int Of(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;

    /// <summary>As in "line 41" or "lines 41, 47 and 52".</summary>
    public static string Of(IEnumerable<Location> locations)
    {
        var lines = locations.Select(Of).Distinct().OrderBy(line => line).ToList();
        return lines.Count == 1 ? $"line {lines[0]}" : $"lines {string.Join(", ", lines.Take(lines.Count - 1))} and {lines[lines.Count - 1]}";
    }
}
