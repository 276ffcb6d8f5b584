using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape;

/// <summary>Reads named arguments of an attribute; half-typed ones count as absent.</summary>
internal static class Attributes
{
    public static bool Flag(AttributeData attribute, string name) => Value(attribute, name) is true;

    public static string? Text(AttributeData attribute, string name) => Value(attribute, name) as string;

    public static int Number(AttributeData attribute, string name, int otherwise) => Value(attribute, name) as int? ?? otherwise;

    /// <summary>The elements of an array; none if it is absent.</summary>
    public static IReadOnlyList<TypedConstant> Elements(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: TypedConstantKind.Array, IsNull: false })
                return argument.Value.Values;
        }

        return [];
    }

    /// <summary>Where the named argument is written; the attribute's place if it is not, the symbol's if that is unknown.</summary>
    public static Location LocationOf(AttributeData attribute, string name, ISymbol symbol)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
            return DriverParser.LocationOf(symbol);
        foreach (var argument in syntax.ArgumentList?.Arguments ?? default)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == name)
                return argument.Expression.GetLocation();
        }

        return syntax.GetLocation();
    }

    private static object? Value(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum)
                return argument.Value.Value;
        }

        return null;
    }
}
