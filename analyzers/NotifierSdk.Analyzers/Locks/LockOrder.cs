using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4005: two locks are taken in both orders, and the callback is one of those who take them.</summary>
internal sealed class LockOrder() : FlowRule(LockRules.LockOrder)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var callbackLocks = CallbackLocks.Of(notifier, type);
            if (callbackLocks.Count < 2)
                continue;
            var nested = type.Once(typeof(LockOrder), type, () => Nested(type));
            var inCallback = new HashSet<Body>(type.CalleesOf(type.Bodies.All.Where(body => IsInCallback(body, type))));
            foreach (var inner in nested.SelectMany(pair => pair))
            {
                if (nested[(inner.Outer, inner.Inner)].Any(same => inCallback.Contains(same.Body)) && !nested[(inner.Inner, inner.Outer)].Any(other => inCallback.Contains(other.Body)))
                    continue; // it is the order of the callback
                var opposite = nested[(inner.Inner, inner.Outer)].FirstOrDefault();
                if (opposite.Operation is null || !callbackLocks.Contains(inner.Inner) || !callbackLocks.Contains(inner.Outer) || IsInCallback(inner.Body, type)
                    || IsLeaked(inner.Outer, inner.Body, type) || IsLeaked(opposite.Outer, opposite.Body, type))
                {
                    continue;
                }

                var (place, other) = (inner.Operation.Syntax.GetLocation(), opposite.Operation.Syntax.GetLocation());
                var way = LockWitness.Held(inner.Operation, inner.Body, type.FlowOf(inner.Outer).Engine, $"'{inner.Outer}' taken");
                report(At(place, way.Places.Append(other), inner.Inner, inner.Outer, Lines.Of(other, place), way.For(place)));
            }
        }
    }

    private static LockPath? Taken(IOperation operation, Body body, TypeFlow type) =>
        LockOperation.Of(operation, body, type) is { } own ? own.Action == LockAction.Take ? LockPath.Of(own.Lock, own.In, type) : null : CollaboratorLock.Of(operation, body, type);

    private static bool IsInCallback(Body body, TypeFlow type) => body.Method?.IsCallback(type.Types) == true;

    // Held because it was not released: 4002 has said so, and whoever mends that may have mended the order.
    private static bool IsLeaked(LockPath outer, Body body, TypeFlow type) =>
        LeakedLock.LeakersOf(outer, type) is { Count: > 0 } leakers && (type.CalleesOf([body]).Any(leakers.Contains) || type.CallersOf([body]).Any(leakers.Contains));

    private static ILookup<(LockPath Outer, LockPath Inner), (LockPath Outer, LockPath Inner, IOperation Operation, Body Body)> Nested(TypeFlow type)
    {
        var found = new List<(LockPath Outer, LockPath Inner, IOperation Operation, Body Body)>();
        foreach (var outer in type.Locks)
        {
            type.FlowOf(outer).Visit((body, operation, states) =>
            {
                if ((states & HeldLock.IsHeld) != 0 && Taken(operation, body, type) is { } inner && !inner.MayBe(outer, type))
                    found.Add((outer, inner, operation, body));
            });
        }

        return found.ToLookup(each => (each.Outer, each.Inner));
    }
}
