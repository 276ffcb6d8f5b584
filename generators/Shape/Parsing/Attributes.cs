using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotifierSdk.Shape.Parsing;

/// <summary>Reads named arguments of an attribute; half-typed ones count as absent.</summary>
internal static class Attributes
{
    public static bool Flag(AttributeData attribute, string name) => Value(attribute, name) is true;

    /// <summary>A text; also of a nameof that names nothing yet, so that a rule can offer to make it.</summary>
    public static string? Text(AttributeData attribute, string name) =>
        Value(attribute, name) is string { Length: > 0 } text ? text : NameIn(Expression(attribute, name)) ?? Value(attribute, name) as string;

    /// <summary>Whether the argument is there and makes no sense to the compiler.</summary>
    public static bool IsUnreadable(AttributeData attribute, string name) =>
        Expression(attribute, name) is not null && Text(attribute, name) is null && !IsNull(attribute, name);

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
        return Expression(attribute, name)?.GetLocation() ?? syntax.GetLocation();
    }

    private static ExpressionSyntax? Expression(AttributeData attribute, string name)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList: { } list })
            return null;
        foreach (var argument in list.Arguments)
        {
            if (argument.NameEquals?.Name.Identifier.ValueText == name)
                return argument.Expression;
        }

        return null;
    }

    private static string? NameIn(ExpressionSyntax? expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }, ArgumentList.Arguments: { Count: 1 } arguments } =>
            LastName(arguments[0].Expression),
        _ => null,
    };

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax { IsMissing: false } name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { IsMissing: false } name } => name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsNull(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value is { Kind: not TypedConstantKind.Error, IsNull: true };
        }

        return false;
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
