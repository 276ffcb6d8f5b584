using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5001: a notifier is removed on a path on which its insert failed or never ran, or on which it was removed before: in the method itself, or in a helper that it calls for that.</summary>
internal static class RemoveWithoutInsert
{
    private static readonly (int State, string Why)[] s_wrong = [(Registration.NotInserted, "its insert failed or has not run"), (Registration.Removed, "it was removed before")];

    public static void Check(TypeFlow type, Action<Diagnostic> report)
    {
        var places = new HashSet<IOperation>();
        foreach (var path in type.AllBodies.SelectMany(body => PathsIn(body, type.Types)).Where(path => path.IsOfType).Distinct().ToList())
        {
            foreach (var (_, engine) in Registrations.Follow(path, type))
                Look(path, engine, type, places, report);
        }

        foreach (var body in type.AllBodies.Where(body => !body.IsIterator))
        {
            foreach (var path in PathsIn(body, type.Types).Where(path => !path.IsOfType && !path.IsSharedWithNested(body)).Distinct().ToList())
            {
                if (Registrations.Run(path, body, type, []) is { IsExact: true } engine)
                    Look(path, engine, type, places, report);
            }
        }
    }

    private static IEnumerable<NotifierPath> PathsIn(Body body, WellKnownTypes types) => body.Calls
        .Select(call => Registration.IsRemove(call.TargetMethod, types) ? call.Instance
            : call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert) ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value
            : null)
        .Select(notifier => NotifierPath.Of(notifier, body))
        .OfType<NotifierPath>();

    private static void Look(NotifierPath path, FlowEngine engine, TypeFlow type, HashSet<IOperation> places, Action<Diagnostic> report)
    {
        foreach (var flow in engine.Reached.ToList())
        {
            flow.Visit((operation, states) =>
            {
                if (operation is IInvocationOperation call && (WhyWrong(call, states, path, flow.Body, engine, type) is var (state, why)) && places.Add(operation))
                {
                    var (place, way) = (operation.Syntax.GetLocation(), Way(operation, flow.Body, state, engine));
                    report(Diagnostic.Create(LifetimeRules.RemoveWithoutInsert, place, way.Places, path.ToString(), why, way.For(place)));
                }
            });
        }
    }

    private static (int State, string Why)? WhyWrong(IInvocationOperation call, ulong states, NotifierPath path, Body body, FlowEngine engine, TypeFlow type)
    {
        foreach (var wrong in s_wrong)
        {
            if ((states & (1UL << wrong.State)) != 0 && (Registration.Removes(call, path, body, type.Types) || RemovesInside(call, wrong.State, body, engine, type)))
                return wrong;
        }

        return null;
    }

    // A helper of the object itself, or of another one of the type, or that is handed it, that removes it without asking.
    private static bool RemovesInside(IInvocationOperation call, int state, Body body, FlowEngine engine, TypeFlow type)
    {
        if (((Registration)engine.Automaton).Inside(call, body) is not var (_, callee, inner) || Registrations.Run(inner, callee, type, [], state) is not { IsExact: true } inside)
            return false;
        var removes = false;
        foreach (var flow in inside.Reached)
        {
            // One that is handed the notifier may ask for what its caller knows.
            flow.Visit((operation, states) => removes |= (states & (1UL << state)) != 0 && Registration.Removes(operation, inner, flow.Body, type.Types)
                && (call.Instance is not (null or IInstanceReferenceOperation) || ReadWithoutInsert.IsInAnyCase(operation)));
        }

        return removes;
    }

    private static Clause Way(IOperation operation, Body body, int state, FlowEngine engine) =>
        Witness.To(operation, body, 1UL << state, engine) is { } witness
            ? new Telling(witness).Add(state == Registration.Removed ? witness.BeginOf(1UL << state) : null, "removed").AddDecision().AddCalls().ToClause()
            : Clause.None;
}
