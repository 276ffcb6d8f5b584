using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4002: a method that takes a lock leaves it held on some way out and released on another.</summary>
internal sealed class LeakedLock() : FlowRule(LockRules.LeakedLock)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var path in type.Locks.Where(path => IsLock(path, type)))
        {
            var takers = type.AllBodies.Where(body => Takes(body, path, type)).ToList();
            if (takers.Count == 0 || IsHandedOver(path, type))
                continue;
            var sound = takers.Where(body => !Leaks(body, path, type, report)).ToList();
            foreach (var caller in type.CallersOf(sound).Except(takers))
                Leaks(caller, path, type, report);
        }
    }

    private bool Leaks(Body body, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = type.Run(new HeldLock(path, isSharedEnough: true, type), [(body, HeldLock.IsFree)]);
        if (!engine.IsExact || body.IsIterator)
            return false;
        var flow = engine.FlowOf(body);
        var returns = flow.Returns.OrderBy(found => found.Block.Ordinal).ToList();
        var isCallback = body.Method?.OverridesCallback(type.Types) == true;
        var all = returns.Aggregate(default(Outcome), (states, found) => states | found.States);
        if ((all.Any & HeldLock.IsUnknown) != 0 || (!isCallback && IsReleasedSomewhere(path, type) && IsTaker(all, flow.Thrown, body)))
            return false;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, path.Code);
        foreach (var (block, states) in returns)
        {
            if ((states.Any & HeldLock.IsHeld) != 0)
                report(At(PlaceOf(block, body), engine.Reached.SelectMany(reached => TakenAt(reached.Body, path, type)), properties, path, body.Symbol.Name));
        }

        return (all.Any & HeldLock.IsHeld) != 0;
    }

    // It takes the lock for its caller: on every way out, or on exactly those that return true. A throw is no way of taking it.
    private static bool IsTaker(Outcome states, ulong thrown, Body body)
    {
        if ((thrown & HeldLock.IsHeld) != 0)
            return false;
        return (states.Any & HeldLock.IsFree) == 0 || (body.ReturnsBoolean && (states.WhenTrue & HeldLock.IsFree) == 0 && (states.WhenFalse & HeldLock.IsHeld) == 0);
    }

    // Others may release what they can see.
    private static bool IsReleasedSomewhere(LockPath path, TypeFlow type) =>
        path.Members.Any(member => member.DeclaredAccessibility != Accessibility.Private)
        || type.AllBodies.Any(body => body.Operations.Any(operation =>
            LockOperation.Of(operation, body, type) is { Action: LockAction.Release } released && path.Equals(LockPath.Of(released.Lock, released.In, type))));

    // Somebody releases it who has not taken it: it is held across methods on purpose. What the type alone calls is looked at as it is called.
    private static bool IsHandedOver(LockPath path, TypeFlow type)
    {
        var engine = type.Run(new HeldLock(path, isSharedEnough: true, type), type.AllBodies.Where(body => !type.IsCalledPrivately(body)).Select(body => (body, HeldLock.IsFree)));
        var isReleased = false;
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) => isReleased |= (states & HeldLock.IsFree) != 0
                && LockOperation.Of(operation, flow.Body, type) is { Action: LockAction.Release } released && path.Equals(LockPath.Of(released.Lock, released.In, type)));
        }

        return isReleased;
    }

    // A semaphore may be many things; it is a lock if it is marked as one.
    private static bool IsLock(LockPath path, TypeFlow type) =>
        LockOperation.LockKindOf(path.Type, type.Types) != LockKind.Semaphore
        || (path.Members.Count > 0 && path.Members[path.Members.Count - 1].HasAttribute(type.Types.DriverLockAttribute));

    private static bool Takes(Body body, LockPath path, TypeFlow type) => TakenAt(body, path, type).Count > 0;

    private static List<Location> TakenAt(Body body, LockPath path, TypeFlow type) =>
        [.. body.Operations
            .Where(operation => LockOperation.Of(operation, body, type) is { Action: not LockAction.Release } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type)))
            .Select(operation => operation.Syntax.GetLocation())];

    private static Location PlaceOf(BasicBlock block, Body body)
    {
        if (block.BranchValue is { Syntax: var value })
            return (value.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? value).GetLocation();
        return body.Symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? body.Graph.OriginalOperation.Syntax.GetLocation();
    }
}
