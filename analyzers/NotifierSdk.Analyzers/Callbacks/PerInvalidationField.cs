using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3008: the start half keeps what belongs to one invalidation in a field, and the finish half reads it there; two can run at once.</summary>
internal sealed class PerInvalidationField() : CallbackRule(CallbackRules.PerInvalidationField)
{
    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is ISimpleAssignmentOperation { Target: var target } set
                && method is not null
                && IsStart(method, driver.Types)
                && FieldOf(target) is { } field
                && ComesFromInvalidation(set.Value, method)
                && !DependsOn(set.Value, field)
                && (ReadInFinish(field, driver) ?? HandedOn(field, target, method, driver)) is { } read)
            {
                var (place, way) = (target.Syntax.GetLocation(), Clause.Of("read", read.Syntax.GetLocation()));
                report(Diagnostic.Create(Descriptor, place, way.Places, field.Name, way.For(place)));
            }
        }
    }

    // Itself, or through what a local is another name of.
    private static bool ComesFromInvalidation(IOperation value, IMethodSymbol start) =>
        value.DescendantsAndSelf().Any(part => IsParameter(part, start)
            || (part is ILocalReferenceOperation && Receiver.Of(part) is { } named && named.DescendantsAndSelf().Any(inside => IsParameter(inside, start))));

    private static bool IsParameter(IOperation part, IMethodSymbol start) => part is IParameterReferenceOperation { Parameter: { RefKind: not RefKind.Out } parameter }
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, start);

    // What is computed from what it was before belongs to all of them, as the highest address so far.
    private static bool DependsOn(IOperation value, IFieldSymbol field) =>
        value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field));

    // The field itself, or the one whose object is set.
    private static IFieldSymbol? FieldOf(IOperation target)
    {
        while (target is IMemberReferenceOperation { Instance: IMemberReferenceOperation owner } and not IPropertyReferenceOperation { Property.IsIndexer: true })
            target = owner;
        return target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } ? field : null;
    }

    private static IOperation? ReadInFinish(IFieldSymbol field, DriverCode driver) => driver.Operations.FirstOrDefault(each =>
        each.Operation is IFieldReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(reference.Field, field)
        && !(reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
        && each.Method is not null
        && IsFinish(each.Method, driver.Types)).Operation;

    // One object of all invalidations is no state of one, even where the finish step gets it in its FinishState.
    private static IOperation? HandedOn(IFieldSymbol field, IOperation target, IMethodSymbol start, DriverCode driver) => target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } || !field.IsReadOnly
        ? null
        : driver.OperationsOf(start).FirstOrDefault(operation => operation is IFieldReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Field, field) && OutOfConversions(reference).Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "FinishState" } });

    private static IOperation OutOfConversions(IOperation operation)
    {
        while (operation.Parent is IConversionOperation conversion)
            operation = conversion;
        return operation;
    }

    private static bool IsStart(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.InvalidateStart) || (method.Name == MemberNames.OnInvalidateStart && method.OverridesCallback(types));

    private static bool IsFinish(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.InvalidateFinish) || (method.Name == MemberNames.OnInvalidateFinish && method.OverridesCallback(types));
}
