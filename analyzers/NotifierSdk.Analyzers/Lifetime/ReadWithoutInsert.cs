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

    public static void Check(Body body, WellKnownTypes types, Action<Diagnostic> report, TypeBodies none)
    {
        foreach (var begin in body.Operations.OfType<IInvocationOperation>().Where(call => IsBegin(call.TargetMethod, types)))
        {
            if (NotifierPath.Of(begin.Instance, body) is { } path && InsertOf(path, body, types) is { } insert && !path.IsSharedWithNested(body) && !MayBeCaught(begin, body)
                && IsInsertedOnSomePaths(begin, path, body, types, none))
            {
                report(Diagnostic.Create(LifetimeRules.ReadWithoutInsert, begin.Syntax.GetLocation(), [insert.Syntax.GetLocation()], path.ToString(), Lines.Of(insert.Syntax.GetLocation(), begin.Syntax.GetLocation())));
            }
        }
    }

    private static IInvocationOperation? InsertOf(NotifierPath path, Body body, WellKnownTypes types) =>
        body.Operations.OfType<IInvocationOperation>().FirstOrDefault(call => call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert)
            && call.Arguments.Any(argument => argument.Parameter?.Ordinal == 0 && path.Equals(NotifierPath.Of(argument.Value, body))));

    private static bool IsInsertedOnSomePaths(IInvocationOperation begin, NotifierPath path, Body body, WellKnownTypes types, TypeBodies none)
    {
        var engine = new FlowEngine(new Registration(path, types), none);
        engine.Run([(body, 1UL << Registration.Unknown)]);
        if (!engine.IsExact || body.IsIterator)
            return false;
        var atBegin = 0UL;
        engine.FlowOf(body).Visit((operation, states) => atBegin |= operation == begin ? states : 0);
        return atBegin == Both;
    }

    // Its author reckons with the refusal.
    private static bool MayBeCaught(IOperation begin, Body body)
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
