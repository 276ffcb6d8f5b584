using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5008 of a method: it gets a shared notifier, and on one path keeps it or puts it back, but returns or throws without it on another. Only in a type that puts notifiers back.</summary>
internal static class GotAndLost
{
    public static bool IsPut(IMethodSymbol method, WellKnownTypes types) => method.IsMember(types.AddressSpace, "Put");

    public static void Check(TypeFlow type, TypeBodies none, Action<Diagnostic> report)
    {
        if (!type.CallsByName["Put"].Any(call => IsPut(call.TargetMethod, type.Types)))
            return;
        foreach (var (get, body) in type.Calls.Where(found => !found.Caller.IsIterator && IsGet(found.Call, found.Caller, type)))
        {
            if (get.Parent is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { IsRef: false } local } } || !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol) || body.StoredIn(local) is null || IsKeptByFactory(get))
                continue;
            var got = new GotNotifier(local, get, body);
            if (!got.IsHandedOn || got.IsShared || WhereIsItLost(got, body, none) is not var (where, way))
                continue;
            var place = get.Syntax.GetLocation();
            report(Diagnostic.Create(LifetimeRules.GotAndLost, place, way.Places, local.Name, where, way.For(place)));
        }
    }

    // By itself, or by a helper that returns what it gets.
    private static bool IsGet(IInvocationOperation call, Body body, TypeFlow type) => call.TargetMethod.IsMember(type.Types.AddressSpace, "Get")
        || (type.Types.IsNotifier(call.Type) && type.Bodies.Find(call, body) is { IsIterator: false, Method.IsAsync: false, Returned: { Count: 1 } returned } helper && type.IsCalledPrivately(helper)
            && helper.Resolve(returned[0]) is IInvocationOperation inner && inner.TargetMethod.IsMember(type.Types.AddressSpace, "Get") && !IsKeptByFactory(inner) && helper.Operations.All(operation => operation is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation }));

    // Whoever makes it may store it as well.
    private static bool IsKeptByFactory(IInvocationOperation get) =>
        get.Syntax.DescendantNodes().Any(node => node is Microsoft.CodeAnalysis.CSharp.Syntax.AssignmentExpressionSyntax { Parent: not Microsoft.CodeAnalysis.CSharp.Syntax.InitializerExpressionSyntax });

    private static (string Where, Clause Way)? WhereIsItLost(GotNotifier got, Body body, TypeBodies none)
    {
        var engine = new FlowEngine(got, none);
        engine.Run([(body, 1UL << GotNotifier.None)]);
        if (!engine.IsExact)
            return null;
        var row = engine.Enter(body, GotNotifier.None);
        const ulong lost = 1UL << GotNotifier.Got;
        return (row.Returned.Any & lost) != 0 ? ("on every path", Way(body, engine))
            : (row.Thrown & lost) != 0 ? ("where the method throws", Clause.None)
            : null;
    }

    private static Clause Way(Body body, FlowEngine engine) =>
        Witness.ToReturn(body, engine, (_, _, state) => state == GotNotifier.Got ? Finding.Bug : Finding.Right) is { } witness ? new Telling(witness).AddDecision().ToClause() : Clause.None;
}
