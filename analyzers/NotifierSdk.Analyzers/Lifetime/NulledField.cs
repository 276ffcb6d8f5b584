using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5009: the callback uses a field without asking whether it is null, and another method of the type sets it to null with no lock held.</summary>
internal sealed class NulledField() : CallbackRule(LifetimeRules.NulledField)
{
    private static readonly HashSet<string> s_locks = ["EnterScope", "Enter", "TryEnter", "Wait", "WaitAsync", "EnterWriteLock", "TryEnterWriteLock"];

    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } reference
                && IsDereferenced(reference)
                && driver.RunsInCallback(method)
                && !IsTestedForNull(field, method!, driver)
                && NulledIn(field, driver) is { } other)
            {
                report(Diagnostic.Create(Descriptor, reference.Syntax.GetLocation(), field.Name, other.Name));
            }
        }
    }

    private static bool IsDereferenced(IFieldReferenceOperation reference) =>
        reference.Type?.IsReferenceType == true
        && reference.Parent is IInvocationOperation or IMemberReferenceOperation
        && reference.Parent is not IInvocationOperation { TargetMethod.IsStatic: true };

    private static bool IsTestedForNull(IFieldSymbol field, IMethodSymbol method, DriverCode driver) => driver.Operations.Any(each =>
        each.Operation is IFieldReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(reference.Field, field)
        && SymbolEqualityComparer.Default.Equals(each.Method, method)
        && OutOfConversions(reference).Parent is IBinaryOperation or IIsPatternOperation or IIsTypeOperation or IConditionalAccessOperation or ICoalesceOperation or ISimpleAssignmentOperation
            or IVariableInitializerOperation);

    // A method that takes any lock may well hold the right one; after Remove no callback runs.
    private static IMethodSymbol? NulledIn(IFieldSymbol field, DriverCode driver) => driver.Operations
        .Where(each => each.Operation is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } target } assignment
            && SymbolEqualityComparer.Default.Equals(target.Field, field)
            && OwnMember.Unconverted(assignment.Value).ConstantValue is { HasValue: true, Value: null }
            && each.Method is { MethodKind: not MethodKind.Constructor, Name: not "OnRemoved" } method
            && !method.HasAttribute(driver.Types.RequiresLock)
            && !driver.RunsInCallback(method)
            && !IsLockedOrRemoved(assignment, method, driver))
        .Select(each => each.Method)
        .FirstOrDefault();

    private static bool IsLockedOrRemoved(IOperation assignment, IMethodSymbol method, DriverCode driver)
    {
        if (assignment.Syntax.Ancestors().Any(ancestor => ancestor is LockStatementSyntax) || IsStepOfFault(method, driver))
            return true;
        return driver.Operations.Any(each =>
            each.Operation is IInvocationOperation call
            && call.Syntax.SpanStart < assignment.Syntax.SpanStart
            && SymbolEqualityComparer.Default.Equals(each.Method, method)
            && (s_locks.Contains(call.TargetMethod.Name) || WellKnownTypes.Is(call.TargetMethod.ContainingType, driver.Types.IntervalNotifier)
                || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, driver.Type)));
    }

    private static bool IsStepOfFault(IMethodSymbol method, DriverCode driver) => driver.Type.GetMembers().OfType<IMethodSymbol>().Any(fault =>
        WellKnownTypes.Find(fault, driver.Types.Fault) is { } attribute && attribute.NamedArguments.Any(step => step.Value.Value is string name && name == method.Name));

    private static IOperation OutOfConversions(IOperation operation)
    {
        while (operation.Parent is IConversionOperation conversion)
            operation = conversion;
        return operation;
    }
}
