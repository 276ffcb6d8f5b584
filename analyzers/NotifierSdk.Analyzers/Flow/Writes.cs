using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What an operation stores to: locals, parameters and fields, each with the value if it is known.</summary>
internal static class Writes
{
    public static IEnumerable<(ISymbol Symbol, IOperation? Value)> Of(IOperation step, Body body) => step switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => To(assignment.Target, assignment.Value, body),
        IAssignmentOperation assignment => Targets(assignment.Target, body),
        IIncrementOrDecrementOperation increment => To(increment.Target, null, body),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => To(argument.Value, null, body),
        IInvocationOperation call when LockShapes.TriedFlag(call) is { } flag => To(flag, call, body),
        IAddressOfOperation address => To(address.Reference, null, body),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        _ => [],
    };

    /// <summary>Everything in a type that stores to a member.</summary>
    public static IEnumerable<IOperation> To(ISymbol member, TypeFlow type) => type.AllBodies
        .SelectMany(body => body.Operations.Where(step => Of(step, body).Any(write => SymbolEqualityComparer.Default.Equals(write.Symbol, member))));

    // The target of a conditional expression's value is kept in a variable of the compiler's own until the value is known.
    private static IEnumerable<(ISymbol, IOperation?)> To(IOperation target, IOperation? value, Body body) => target switch
    {
        IFlowCaptureReferenceOperation { Id: var capture } => body.StoredIn(capture).SelectMany(place => To(place, value, body)),
        ILocalReferenceOperation local => [(local.Local, value)],
        IDeclarationExpressionOperation declaration => To(declaration.Expression, value, body),
        IParameterReferenceOperation parameter => [(parameter.Parameter, value)],
        IFieldReferenceOperation field => [(field.Field, value)],
        IPropertyReferenceOperation property => [(property.Property, value)],
        _ => [],
    };

    private static IEnumerable<(ISymbol, IOperation?)> Targets(IOperation target, Body body) =>
        target is ITupleOperation tuple ? tuple.Elements.SelectMany(element => Targets(element, body))
        : target is IDeclarationExpressionOperation declaration ? Targets(declaration.Expression, body)
        : To(target, null, body);
}
