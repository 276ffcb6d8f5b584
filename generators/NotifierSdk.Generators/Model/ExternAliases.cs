using Microsoft.CodeAnalysis;

namespace NotifierSdk.Generators.Model;

/// <summary>The extern aliases that a driver's text needs: those of assemblies that cannot be reached through <c>global</c>.</summary>
internal sealed class ExternAliases(Compilation compilation)
{
    private readonly SortedSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>Those that were asked for so far.</summary>
    public IEnumerable<string> Used => _used;

    /// <summary>The alias through which the type is reached; null if that is <c>global</c>.</summary>
    public string? Of(INamedTypeSymbol? type)
    {
        if (type?.ContainingAssembly is not { } assembly || compilation.GetMetadataReference(assembly)?.Properties.Aliases is not { IsDefaultOrEmpty: false } aliases
            || aliases.Contains(MetadataReferenceProperties.GlobalAlias))
        {
            return null;
        }

        var alias = SignatureText.Name(aliases[0]);
        _used.Add(alias);
        return alias;
    }
}
