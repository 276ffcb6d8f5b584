using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>The order of the source, whatever order the files were given in: the same text comes out for shuffled inputs.</summary>
internal static class SourceOrder
{
    public static int Compare(ISymbol one, ISymbol other)
    {
        var (first, second) = (Place(one), Place(other));
        var byFile = string.CompareOrdinal(first.Path, second.Path);
        return byFile != 0 ? byFile : first.Start.CompareTo(second.Start);
    }

    private static (string Path, int Start) Place(ISymbol symbol)
    {
        foreach (var location in symbol.Locations)
        {
            if (location.SourceTree is { } tree)
                return (tree.FilePath, location.SourceSpan.Start);
        }

        return ("", 0);
    }
}
