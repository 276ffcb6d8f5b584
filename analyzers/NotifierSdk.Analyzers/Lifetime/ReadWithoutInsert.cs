using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>
/// 5004: a notifier is inserted on some of the paths to a <c>ReadBegin</c> of it and not on others. Where it is inserted on none, somebody wants to see that refused.
/// </summary>
internal static class ReadWithoutInsert
{
    private const ulong Both = (1UL << Registration.NotInserted) | (1UL << Registration.Inserted);

    public static bool IsBegin(IMethodSymbol method, WellKnownTypes types) =>
        method.IsMember(types.IntervalNotifier, MemberNames.ReadBegin) || method.IsMember(types.IntervalNotifier, MemberNames.ReadBeginAsync);

    public static void Check(Body body, TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var begin in body.Calls.Where(call => IsBegin(call.TargetMethod, type.Types)))
        {
            if (NotifierPath.Of(begin.Instance, body) is { } path && InsertOf(path, body, type.Types) is { } insert && !path.IsSharedWithNested(body) && !MayBeCaught(begin, body)
                && IsInsertedOnSomePaths(begin, path, body, type))
            {
                report(Diagnostic.Create(LifetimeRules.ReadWithoutInsert, begin.Syntax.GetLocation(), [insert.Syntax.GetLocation()], path.ToString(), Lines.Of(insert.Syntax.GetLocation(), begin.Syntax.GetLocation())));
            }
        }
    }

    private static IInvocationOperation? InsertOf(NotifierPath path, Body body, WellKnownTypes types) => body.Calls.FirstOrDefault(call => Registration.Inserts(call, path, body, types));

    private static bool IsInsertedOnSomePaths(IInvocationOperation begin, NotifierPath path, Body body, TypeFlow type)
    {
        if (body.IsIterator)
            return false;
        var isInsertedHereAlone = path.IsThis && IsInsertedHereAlone(body, type);
        var engine = Registrations.Run(path, body, type, isInsertedHereAlone ? Changing(type) : Registrations.Told(path, [body], type), isInsertedHereAlone ? Registration.NotInserted : Registration.Unknown);
        if (!engine.IsExact)
            return false;
        var atBegin = 0UL;
        engine.FlowOf(body).Visit((operation, states) => atBegin |= operation == begin ? states : 0);
        return (atBegin & Both) == Both; // on a third path nobody may know
    }

    // What is ever set again may say whether the object was inserted before.
    private static HashSet<ISymbol> Changing(TypeFlow type) => new(
        type.Stores.Where(stores => stores.Any(store => store.Body.Method is { MethodKind: not MethodKind.Constructor })).Select(stores => stores.Key), SymbolEqualityComparer.Default);

    /// <summary>Whether nobody else in the type inserts the object, or hands it to somebody who might.</summary>
    public static bool IsInsertedHereAlone(Body body, TypeFlow type) => type.AllBodies.All(each => each.Operations.All(operation =>
        operation is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } || IsOwnUse(operation, each == body, type.Types)));

    private static bool IsOwnUse(IOperation reference, bool mayInsert, WellKnownTypes types)
    {
        var at = reference.Parent;
        while (at is IConversionOperation)
            at = at.Parent;
        return at is IMemberReferenceOperation or IInvocationOperation || (mayInsert && at is IArgumentOperation { Parent: IInvocationOperation insert } && insert.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert));
    }

    /// <summary>Whether its author reckons with the refusal.</summary>
    public static bool MayBeCaught(IOperation begin, Body body)
    {
        var block = body.Graph.Blocks.First(candidate => body.StepsOf(candidate).Contains(begin));
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.TryAndCatch && region.NestedRegions.Skip(1).Any(handler => GoesOn(handler, body)))
                return true;
        }

        return false;
    }

    // A catch that only throws again takes nothing.
    private static bool GoesOn(ControlFlowRegion handler, Body body) => body.Graph.Blocks
        .Skip(handler.FirstBlockOrdinal).Take(handler.LastBlockOrdinal - handler.FirstBlockOrdinal + 1)
        .Any(block => block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return, Destination: { } to } && to.Ordinal > handler.LastBlockOrdinal);
}
