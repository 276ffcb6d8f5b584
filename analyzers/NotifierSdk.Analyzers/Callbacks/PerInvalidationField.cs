using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3008: the start half keeps what belongs to one invalidation in a field, and the finish half reads it there; two can run at once.</summary>
internal sealed class PerInvalidationField() : CallbackRule(CallbackRules.PerInvalidationField)
{
    public override void Check(DriverCode driver, Action<Diagnostic> report)
    {
        if (!driver.Operations.Any(each => each.Method is { } method && IsStart(method, driver.Types)))
            return;
        var starting = driver.Calls.From(method => IsStart(method, driver.Types));
        var finishing = driver.Calls.From(method => IsFinish(method, driver.Types));
        foreach (var (operation, method) in driver.Operations)
        {
            if (operation is ISimpleAssignmentOperation { Target: var target } set
                && method is not null
                && (IsStart(method, driver.Types) || (starting.Contains(method) && !finishing.Contains(method)))
                && MemberOf(target) is { } member
                && ComesFromInvalidation(set.Value, method, driver)
                && !DependsOn(set.Value, member)
                && (ReadInFinish(member, finishing, driver) ?? HandedOn(member, target, method, driver)) is { } read)
            {
                var (place, way) = (target.Syntax.GetLocation(), Clause.Of("read", read.Syntax.GetLocation()));
                report(Diagnostic.Create(Descriptor, place, way.Places, member.Name, way.For(place)));
            }
        }
    }

    // Itself, or through what a local is another name of. To a helper, it comes with an argument.
    private static bool ComesFromInvalidation(IOperation value, IMethodSymbol method, DriverCode driver)
    {
        var parameters = value.DescendantsAndSelf().SelectMany(part => part is ILocalReferenceOperation && Receiver.Of(part) is { } named ? named.DescendantsAndSelf() : [part])
            .OfType<IParameterReferenceOperation>()
            .Select(reference => reference.Parameter)
            .Where(parameter => parameter.RefKind != RefKind.Out && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method))
            .ToList();
        return IsStart(method, driver.Types) ? parameters.Count > 0 : parameters.Exists(parameter => driver.CallsOf(method.Name).Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method)
            && call.Arguments.Any(argument => argument.Parameter?.Ordinal == parameter.Ordinal && IsOfInvalidation(argument.Value, driver.Types))));
    }

    private static bool IsOfInvalidation(IOperation value, WellKnownTypes types) => value.DescendantsAndSelf()
        .SelectMany(part => part is ILocalReferenceOperation && Receiver.Of(part) is { } named ? named.DescendantsAndSelf() : [part])
        .Any(part => part is IParameterReferenceOperation { Parameter: { RefKind: not RefKind.Out, ContainingSymbol: IMethodSymbol given } } && IsStart(given, types));

    // What is computed from what it was before belongs to all of them, as the highest address so far.
    private static bool DependsOn(IOperation value, ISymbol member) =>
        value.DescendantsAndSelf().Any(part => part is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(Alias.Of(reference.Member), member));

    // The field or property itself, or the one whose object is set.
    private static ISymbol? MemberOf(IOperation target)
    {
        while (target is IMemberReferenceOperation { Instance: IMemberReferenceOperation owner } and not IPropertyReferenceOperation { Property.IsIndexer: true })
            target = owner;
        return target is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } and not IPropertyReferenceOperation { Property.IsIndexer: true } ? Alias.Of(member) : null;
    }

    private static IOperation? ReadInFinish(ISymbol member, HashSet<IMethodSymbol> finishing, DriverCode driver) => driver.Operations.FirstOrDefault(each =>
        each.Operation is IMemberReferenceOperation reference
        && SymbolEqualityComparer.Default.Equals(Alias.Of(reference.Member), member)
        && !(reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
        && each.Method is not null
        && (IsFinish(each.Method, driver.Types) || finishing.Contains(each.Method))).Operation;

    // One object of all invalidations is no state of one, even where the finish step gets it in its FinishState.
    private static IOperation? HandedOn(ISymbol member, IOperation target, IMethodSymbol start, DriverCode driver) => target is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } || member is not IFieldSymbol { IsReadOnly: true } field
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
