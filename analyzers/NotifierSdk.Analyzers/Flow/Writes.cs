using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What an operation stores to: locals, parameters and fields, each with the value if it is known.</summary>
internal static class Writes
{
    public static IEnumerable<(ISymbol Symbol, IOperation? Value)> Of(IOperation step) => step switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => To(assignment.Target, assignment.Value),
        IAssignmentOperation assignment => Targets(assignment.Target),
        IIncrementOrDecrementOperation increment => To(increment.Target, null),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => To(argument.Value, null),
        IAddressOfOperation address => To(address.Reference, null),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        _ => [],
    };

    private static IEnumerable<(ISymbol, IOperation?)> To(IOperation target, IOperation? value) => target switch
    {
        ILocalReferenceOperation local => [(local.Local, value)],
        IDeclarationExpressionOperation declaration => To(declaration.Expression, value),
        IParameterReferenceOperation parameter => [(parameter.Parameter, value)],
        IFieldReferenceOperation field => [(field.Field, value)],
        IPropertyReferenceOperation property => [(property.Property, value)],
        _ => [],
    };

    private static IEnumerable<(ISymbol, IOperation?)> Targets(IOperation target) =>
        target is ITupleOperation tuple ? tuple.Elements.SelectMany(Targets)
        : target is IDeclarationExpressionOperation declaration ? Targets(declaration.Expression)
        : To(target, null);
}
