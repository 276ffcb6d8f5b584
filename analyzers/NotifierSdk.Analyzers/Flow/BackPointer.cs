using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>Through what a nested type reaches the object that it belongs to: the one readonly field, or parameter of its primary constructor, whose type is the type around it.</summary>
internal static class BackPointer
{
    /// <summary>The outer type, if the operation names its object in code of a nested type; to that code it is what <c>this</c> is to the outer type.</summary>
    public static INamedTypeSymbol? Target(IOperation? operation, Body body)
    {
        var (member, kind) = operation is null ? default : body.Resolve(operation) switch
        {
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsReadOnly: true } field } => ((ISymbol)field, field.Type),
            IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } when !body.IsWritten(parameter) => (parameter, parameter.Type),
            _ => default,
        };
        if (member?.ContainingType is not { } nested || kind is not INamedTypeSymbol outer)
            return null;
        return IsAround(outer, nested) && IsOnlyOne(nested, outer) ? outer : null;
    }

    /// <summary>Whether the one type stands inside the other.</summary>
    public static bool IsAround(INamedTypeSymbol outer, INamedTypeSymbol nested)
    {
        for (var around = nested.ContainingType; around is not null; around = around.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(around, outer))
                return true;
        }

        return false;
    }

    /// <summary>Whether the type has no other reference to it: of two, one may be another object.</summary>
    public static bool IsOnlyOne(INamedTypeSymbol nested, INamedTypeSymbol outer)
    {
        var fields = nested.GetMembers().OfType<IFieldSymbol>().Count(field => SymbolEqualityComparer.Default.Equals(field.Type, outer));
        return fields <= 1 && nested.InstanceConstructors.All(constructor => constructor.Parameters.Count(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, outer)) <= 1);
    }
}
