using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Generators.Model;

/// <summary>Declarations, repeated as C# wants the second half of a partial one: same names, modifiers, nullability and constraints, no default values.</summary>
internal static class SignatureText
{
    // Keywords of newer versions of C#, and words that the compiler takes for keywords and has no kind for.
    private static readonly HashSet<string> s_keywords = ["dynamic", "extension", "field", "nameof", "nint", "notnull", "nuint"];

    private static readonly SymbolDisplayFormat s_type = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_override = s_type
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat s_method = s_override.AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    private static readonly SymbolDisplayFormat s_typeName = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>Return type, name, parameters and constraints. An override inherits its constraints, and repeats only what its author had to say again.</summary>
    public static string Method(IMethodSymbol method, ExternAliases aliases) => method.IsOverride
        ? string.Join(" ", [Text(method.ToDisplayParts(s_override), aliases), .. ConstraintsOfOverride(method)])
        : Text(method.ToDisplayParts(s_method), aliases);

    public static string Type(ITypeSymbol type, ExternAliases aliases) => Text(type.ToDisplayParts(s_type), aliases);

    /// <summary>The author's modifiers in his order; partial, which comes last, is the emitter's.</summary>
    public static string Modifiers(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.Length == 0 || method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax declaration)
            return "";
        return string.Join(" ", declaration.Modifiers.Where(static token => !token.IsKind(SyntaxKind.PartialKeyword)).Select(static token => token.Text));
    }

    /// <summary>The header of another part of the type.</summary>
    public static string Header(INamedTypeSymbol type, bool isUnsafe)
    {
        var kind = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => "struct",
            (TypeKind.Interface, _) => "interface",
            (_, true) => "record",
            _ => "class",
        };
        return $"{(isUnsafe ? "unsafe " : "")}partial {kind} {Text(type.ToDisplayParts(s_typeName), aliases: null)}";
    }

    /// <summary>A namespace with those that contain it; empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol @namespace) => @namespace.IsGlobalNamespace ? ""
        : @namespace.ContainingNamespace.IsGlobalNamespace ? Name(@namespace.Name)
        : $"{Namespace(@namespace.ContainingNamespace)}.{Name(@namespace.Name)}";

    /// <summary>An identifier, escaped if it is a keyword anywhere: which words are keywords where we put them changes with each version of C#.</summary>
    public static string Name(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None || s_keywords.Contains(identifier)
            ? "@" + identifier
            : identifier;

    // The display escapes only what is a keyword everywhere, and reaches every type through global.
    private static string Text(ImmutableArray<SymbolDisplayPart> parts, ExternAliases? aliases)
    {
        var text = new StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].ToString();
            if (part == "global" && parts[i].Kind == SymbolDisplayPartKind.Keyword)
                text.Append(aliases?.Of(parts.Skip(i).Select(static next => next.Symbol).OfType<INamedTypeSymbol>().FirstOrDefault()) ?? part);
            else
                text.Append(IsIdentifier(parts[i].Kind) ? Name(part.TrimStart('@')) : part);
        }

        return text.ToString();
    }

    private static bool IsIdentifier(SymbolDisplayPartKind kind) =>
        kind is not (SymbolDisplayPartKind.Keyword or SymbolDisplayPartKind.Operator or SymbolDisplayPartKind.Punctuation or SymbolDisplayPartKind.Space
            or SymbolDisplayPartKind.LineBreak or SymbolDisplayPartKind.NumericLiteral or SymbolDisplayPartKind.StringLiteral or SymbolDisplayPartKind.Text);

    private static IEnumerable<string> ConstraintsOfOverride(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            foreach (var clause in (reference.GetSyntax() as MethodDeclarationSyntax)?.ConstraintClauses ?? default)
                yield return $"where {Name(clause.Name.Identifier.ValueText)} : {clause.Constraints}"; // class, struct or default
        }
    }
}
