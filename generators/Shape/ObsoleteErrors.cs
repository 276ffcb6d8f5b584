using Microsoft.CodeAnalysis;

namespace NotifierSdk.Shape;

/// <summary>Finds what C# refuses to let generated code name: members that are obsolete as an error, unless whoever names them is obsolete, too.</summary>
internal static class ObsoleteErrors
{
    /// <returns>What is wrong, with the remedy; null if the member may be named from there.</returns>
    public static string? WhyNot(ISymbol member, ISymbol user)
    {
        if (!IsError(member))
            return null;
        for (ISymbol? part = user; part is not null and not INamespaceSymbol; part = part.ContainingSymbol)
        {
            if (Find(part) is not null)
                return null;
        }

        return "is obsolete as an error, so generated code cannot name it; make that a warning, or mark what uses it as obsolete, too";
    }

    private static bool IsError(ISymbol member) => Find(member) is { ConstructorArguments: { Length: 2 } arguments } && arguments[1].Value is true;

    private static AttributeData? Find(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ObsoleteAttribute", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return attribute;
        }

        return null;
    }
}
