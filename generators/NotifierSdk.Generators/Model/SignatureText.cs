using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Generators.Model;

/// <summary>Declarations, repeated as C# wants the second half of a partial one: same names, modifiers, nullability and constraints, no default values.</summary>
internal static class SignatureText
{
    private static readonly SymbolDisplayFormat s_type = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_method = s_type
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    private static readonly SymbolDisplayFormat s_typeName = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    // The display escapes what is always a keyword, not what is one in an asynchronous method.
    public static string Method(IMethodSymbol method) => string.Concat(method.ToDisplayParts(s_method)
        .Select(static part => part is { Kind: SymbolDisplayPartKind.ParameterName, Symbol: { } parameter } ? Name(parameter.Name) : part.ToString()));

    public static string Type(ITypeSymbol type) => type.ToDisplayString(s_type);

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
        return $"{(isUnsafe ? "unsafe " : "")}partial {kind} {type.ToDisplayString(s_typeName)}";
    }

    /// <summary>Whether any part of the type says unsafe.</summary>
    public static bool IsUnsafe(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(static reference =>
        reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.UnsafeKeyword));

    /// <summary>An identifier, escaped if it is a keyword, always or where we put it.</summary>
    public static string Name(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || identifier is "await" or "yield" or "var" or "nameof" or "scoped"
            ? "@" + identifier
            : identifier;
}
