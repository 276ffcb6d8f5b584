using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>
/// Recognizes what the generator wrote. Analyzers see it beside the author's code, the generator does not; the parser leaves it out, so that
/// both always agree.
/// </summary>
internal static class OwnOutput
{
    /// <summary>The generator's name in [GeneratedCode].</summary>
    public const string Tool = "NotifierSdk.Generators";

    /// <summary>The end of every hint name.</summary>
    public const string HintSuffix = ".NotifierSdk.g.cs";

    /// <summary>
    /// Whether the generator wrote the member. The implementing half of a partial method is told by its file, not by an attribute: the attributes
    /// of both halves are one list, and [GeneratedCode] in it would hide the author's half from every analyzer.
    /// </summary>
    public static bool Contains(ISymbol member)
    {
        foreach (var location in member.Locations)
        {
            if (location.SourceTree is { } tree && tree.FilePath.EndsWith(HintSuffix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Whether the generator wrote the override, also where it comes from another assembly.</summary>
    public static bool IsGenerated(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "GeneratedCodeAttribute", ConstructorArguments: { Length: > 0 } arguments } && arguments[0].Value is Tool)
                return true;
        }

        return false;
    }
}
