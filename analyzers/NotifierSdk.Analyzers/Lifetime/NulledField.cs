using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5009: the callback uses a field without asking whether it is null, and another method of the type sets it to null with no lock held.</summary>
internal sealed class NulledField() : CallbackRule(LifetimeRules.NulledField)
{
    private static readonly HashSet<string> s_locks = ["EnterScope", "Enter", "TryEnter", "Wait", "WaitAsync", "EnterWriteLock", "TryEnterWriteLock"];

    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        var nulled = Nulled(driver);
        if (nulled.Count == 0)
            return;
        var tested = Tested(driver);
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is IMemberReferenceOperation reference && KeptBy(reference) is { } field
                && nulled.TryGetValue(field, out var other)
                && IsDereferenced(reference)
                && driver.RunsInCallback(method)
                && !tested[field].Any(test => SymbolEqualityComparer.Default.Equals(test.Method, method) && !(test.IsReadAgain && other.DeclaredAccessibility is not (Accessibility.Private or Accessibility.NotApplicable))))
            {
                report(Diagnostic.Create(Descriptor, reference.Syntax.GetLocation(), field.Name, other.Name));
            }
        }
    }

    // The field, an automatic property, or the field that a property stands for.
    private static ISymbol? KeptBy(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } => field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: var property } =>
            Alias.Of(property) is IFieldSymbol named ? named
            : property.ContainingType.GetMembers().Any(member => member is IFieldSymbol { AssociatedSymbol: { } automatic } && SymbolEqualityComparer.Default.Equals(automatic, property)) ? property : null,
        _ => null,
    };

    private static bool IsDereferenced(IMemberReferenceOperation reference) =>
        reference.Type?.IsReferenceType == true
        && reference.Parent is IInvocationOperation or IMemberReferenceOperation
        && reference.Parent is not IInvocationOperation { TargetMethod.IsStatic: true };

    // Fields, each with the methods that ask whether it is null, or set it. Whoever compares the field and then reads it again may find it cleared in between, if whoever clears it can be called at any time.
    private static ILookup<ISymbol, (IMethodSymbol? Method, bool IsReadAgain)> Tested(DriverCode driver) => driver.Operations
        .Where(each => each.Operation is IMemberReferenceOperation reference && KeptBy(reference) is not null
            && OutOfConversions(reference).Parent is IBinaryOperation or IIsPatternOperation or IIsTypeOperation or IConditionalAccessOperation or ICoalesceOperation or ISimpleAssignmentOperation
                or IVariableInitializerOperation)
        .ToLookup<(IOperation Operation, IMethodSymbol? Method), ISymbol, (IMethodSymbol?, bool)>(
            each => KeptBy(each.Operation)!, each => (each.Method, IsComparison(OutOfConversions(each.Operation))), SymbolEqualityComparer.Default);

    private static bool IsComparison(IOperation reference) => reference.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
        IIsPatternOperation { Pattern: var pattern } => (pattern is INegatedPatternOperation negated ? negated.Pattern : pattern) is IConstantPatternOperation,
        _ => false,
    };

    // Fields, each with the first method that sets it to null. A method that takes any lock may well hold the right one; after Remove no callback runs.
    private static Dictionary<ISymbol, IMethodSymbol> Nulled(DriverCode driver)
    {
        var nulled = new Dictionary<ISymbol, IMethodSymbol>(SymbolEqualityComparer.Default);
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment && KeptBy(target) is { } field
                && !nulled.ContainsKey(field)
                && OwnMember.Unconverted(assignment.Value).ConstantValue is { HasValue: true, Value: null }
                && method is { MethodKind: not MethodKind.Constructor, Name: not "OnRemoved" }
                && !method.HasAttribute(driver.Types.RequiresLock)
                && !driver.RunsInCallback(method)
                && !IsLockedOrRemoved(assignment, method, driver))
            {
                nulled.Add(field, method);
            }
        }

        return nulled;
    }

    private static bool IsLockedOrRemoved(IOperation assignment, IMethodSymbol method, DriverCode driver)
    {
        if (assignment.Syntax.Ancestors().Any(ancestor => ancestor is LockStatementSyntax) || LockContracts.IsStep(method, driver.Types))
            return true;
        return driver.OperationsOf(method).Any(each =>
            each is IInvocationOperation call
            && call.Syntax.SpanStart < assignment.Syntax.SpanStart
            && (s_locks.Contains(call.TargetMethod.Name) || WellKnownTypes.Is(call.TargetMethod.ContainingType, driver.Types.IntervalNotifier)
                || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, driver.Type)));
    }

    private static IOperation OutOfConversions(IOperation operation)
    {
        while (operation.Parent is IConversionOperation conversion)
            operation = conversion;
        return operation;
    }
}
