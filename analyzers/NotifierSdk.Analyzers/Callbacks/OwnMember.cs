using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>Recognizes references to fields and properties of the object itself.</summary>
internal static class OwnMember
{
    /// <summary>The field or property; null if the operation is something else, or of another object.</summary>
    public static ISymbol? Of(IOperation operation) => Unconverted(operation) switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } reference => reference.Field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } reference => Flow.Alias.Of(reference.Property),
        IConditionalAccessInstanceOperation instance => OfConditional(instance),
        _ => null,
    };

    /// <summary>The operation without the conversions that the compiler put around it.</summary>
    public static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true } conversion)
            operation = conversion.Operand;
        return operation;
    }

    private static ISymbol? OfConditional(IConditionalAccessInstanceOperation instance)
    {
        IOperation? at = instance;
        while (at is not null and not IConditionalAccessOperation)
            at = at.Parent;
        return at is IConditionalAccessOperation access ? Of(access.Operation) : null;
    }
}
