using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence.Acquired;

/// <summary>Who else may give back what was acquired.</summary>
internal static class Custody
{
    // Arrays are lent to whatever fills or reads them; these keep them.
    private static readonly string[] s_keeps = ["Add", "TryAdd", "Set", "Insert", "Enqueue", "Push", "Register", "Track", "Keep", "Store", "Attach", "Return", "Free", "Recycle"];

    /// <summary>Whether the reference, which stands for what was acquired, does no more than look at it.</summary>
    public static bool IsLook(IOperation reference, Body body)
    {
        var (child, parent) = (reference, reference.Parent);
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            (child, parent) = (parent, parent.Parent);
        return parent switch
        {
            IInvocationOperation call => call.Instance == child,
            IMemberReferenceOperation member => member.Instance == child,
            IArrayElementReferenceOperation element => element.ArrayReference == child,
            IArgumentOperation { Parent: IInvocationOperation call } => child.Type is IArrayTypeSymbol && !IsKeeper(call.TargetMethod),
            ISimpleAssignmentOperation assignment => assignment.Target == child || assignment.Target is IDiscardOperation
                || (assignment.Target is ILocalReferenceOperation { Local: var local } && body.StoredIn(local) is not null), // another name of it; not one that holds something else before or after
            IFlowCaptureOperation or IIsNullOperation or IIsPatternOperation or IBinaryOperation or IExpressionStatementOperation => true,
            _ => false,
        };
    }

    /// <summary>Whether the body gives the value to anybody but its caller.</summary>
    public static bool IsKept(IOperation value, Body body) =>
        body.SelfAndNested.Any(each => each.Operations.Any(step => IsReference(step) && each.Resolve(step) == value && !IsLook(step, each) && !IsHandedBack(step)))
        || (value.Parent is not null && !IsLook(value, body) && !IsHandedBack(value));

    /// <summary>Whether the method keeps what it is given, by its name.</summary>
    public static bool IsKeeper(IMethodSymbol method) => s_keeps.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    /// <summary>Whether the operation is one that may stand for a value made elsewhere.</summary>
    public static bool IsReference(IOperation step) => step.Kind is OperationKind.LocalReference or OperationKind.FlowCaptureReference;

    // Returned, stored in an out parameter, or put into what is.
    private static bool IsHandedBack(IOperation reference)
    {
        var at = reference.Parent;
        while (at is IConversionOperation or IParenthesizedOperation or IAwaitOperation or ITupleOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation)
            at = at.Parent;
        return at switch
        {
            null or IReturnOperation => true,
            ISimpleAssignmentOperation { Target: IParameterReferenceOperation or ILocalReferenceOperation } => true,
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation } } => true,
            IArgumentOperation { Parent: IInvocationOperation { Instance: ILocalReferenceOperation } } => true, // a local list of them
            _ => false,
        };
    }
}
