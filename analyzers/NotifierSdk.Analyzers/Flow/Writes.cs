using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What an operation stores to: locals, parameters and fields, each with the value if it is known.</summary>
internal static class Writes
{
    public static IEnumerable<(ISymbol Symbol, IOperation? Value)> Of(IOperation step, Body body) => !AreIn(step) ? [] : step switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => To(assignment.Target, assignment.Value, body),
        ISimpleAssignmentOperation alias => To(alias.Target, null, body).Concat(To(alias.Value, null, body)), // whoever stores to the one stores to the other
        IAssignmentOperation assignment => To(assignment.Target, null, body),
        IIncrementOrDecrementOperation increment => To(increment.Target, null, body),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => To(argument.Value, null, body),
        IInvocationOperation call when (LockShapes.TriedFlag(call) ?? LockShapes.AnsweredFlag(call)) is { } flag => To(flag, call, body),
        IAddressOfOperation address => To(address.Reference, null, body),
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        IListPatternOperation { DeclaredSymbol: { } declared } => [(declared, null)],
        _ => [],
    };

    /// <summary>Whether it is an operation of a kind that may store to something: few are, and everybody asks of all of them.</summary>
    public static bool AreIn(IOperation step) => step.Kind is
        OperationKind.SimpleAssignment or OperationKind.CompoundAssignment or OperationKind.CoalesceAssignment or OperationKind.DeconstructionAssignment
        or OperationKind.Increment or OperationKind.Decrement or OperationKind.Argument or OperationKind.Invocation or OperationKind.AddressOf
        or OperationKind.DeclarationPattern or OperationKind.RecursivePattern or OperationKind.ListPattern;

    // The target of a conditional expression's value is kept in a variable of the compiler's own until the value is known; a tuple has many, of which each gets a part.
    private static IEnumerable<(ISymbol, IOperation?)> To(IOperation target, IOperation? value, Body body)
    {
        if (SymbolOf(target) is { } symbol)
            return [(symbol, value)];
        return target is IFlowCaptureReferenceOperation or IDeclarationExpressionOperation or ITupleOperation ? Inside(target, value, body) : [];
    }

    private static IEnumerable<(ISymbol, IOperation?)> Inside(IOperation target, IOperation? value, Body body)
    {
        var known = new HashSet<CaptureId>();
        var open = new Stack<(IOperation Target, IOperation? Value)>();
        open.Push((target, value));
        while (open.Count > 0)
        {
            (target, value) = open.Pop();
            if (SymbolOf(target) is { } symbol)
                yield return (symbol, value);
            foreach (var (inner, part) in PartsOf(target, value, known, body))
                open.Push((inner, part));
        }
    }

    private static IEnumerable<(IOperation, IOperation?)> PartsOf(IOperation target, IOperation? value, HashSet<CaptureId> known, Body body) => target switch
    {
        IDeclarationExpressionOperation declaration => [(declaration.Expression, value)],
        ITupleOperation tuple => tuple.Elements.Reverse().Select(element => (element, (IOperation?)null)),
        IFlowCaptureReferenceOperation { Id: var capture } when known.Add(capture) => body.StoredIn(capture).Reverse().Select(place => (place, value)),
        _ => [],
    };

    private static ISymbol? SymbolOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };
}
