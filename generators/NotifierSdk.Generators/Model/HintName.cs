using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Generators.Model;

/// <summary>The name of the file that is written for a type: readable, stable, and of this type alone.</summary>
internal static class HintName
{
    private const int LongestName = 100;

    /// <remarks>
    /// File names ignore case and know fewer characters than identifiers do; the hash of the exact name tells apart what they would confuse.
    /// </remarks>
    public static string Of(INamedTypeSymbol type)
    {
        var exact = new StringBuilder();
        for (INamedTypeSymbol? part = type; part is not null; part = part.ContainingType)
            exact.Insert(0, part.ContainingType is null ? part.MetadataName : "+" + part.MetadataName);
        if (!type.ContainingNamespace.IsGlobalNamespace)
            exact.Insert(0, type.ContainingNamespace.ToDisplayString() + ".");

        var readable = new StringBuilder();
        foreach (var character in exact.ToString())
            readable.Append(character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' ? character : '-');
        var name = readable.Length <= LongestName ? readable.ToString() : readable.ToString(0, LongestName);
        return name + "-" + Hash(exact.ToString()).ToString("x8", CultureInfo.InvariantCulture) + OwnOutput.HintSuffix;
    }

    // FNV-1a: the same in every process, unlike string.GetHashCode.
    private static uint Hash(string text)
    {
        var hash = 2166136261;
        foreach (var character in text)
            hash = unchecked((hash ^ character) * 16777619);
        return hash;
    }
}
