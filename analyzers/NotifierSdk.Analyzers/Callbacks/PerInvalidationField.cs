using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3008: the start half keeps what belongs to one invalidation in a field, and the finish half reads it there; two can run at once.</summary>
internal sealed class PerInvalidationField() : CallbackRule(CallbackRules.PerInvalidationField)
{
    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } target } set
                && method is not null
                && IsStart(method, driver.Types)
                && ComesFromInvalidation(set.Value, method)
                && !DependsOn(set.Value, field)
                && IsReadInFinish(field, driver))
            {
                report(Diagnostic.Create(Descriptor, target.Syntax.GetLocation(), field.Name));
            }
        }
    }

    private static bool ComesFromInvalidation(IOperation value, IMethodSymbol start) =>
        value.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation reference
            && reference.Parameter.RefKind != RefKind.Out
            && SymbolEqualityComparer.Default.Equals(reference.Parameter.ContainingSymbol, start));

    // What is computed from what it was before belongs to all of them, as the highest address so far.
    private static bool DependsOn(IOperation value, IFieldSymbol field) =>
        value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field));

    private static bool IsReadInFinish(IFieldSymbol field, DriverCode driver) => driver.Operations.Any(each =>
        each.Operation is IFieldReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(reference.Field, field)
        && !(reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
        && each.Method is not null
        && IsFinish(each.Method, driver.Types));

    private static bool IsStart(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.InvalidateStart) || (method.Name == MemberNames.OnInvalidateStart && method.OverridesCallback(types));

    private static bool IsFinish(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.InvalidateFinish) || (method.Name == MemberNames.OnInvalidateFinish && method.OverridesCallback(types));
}
