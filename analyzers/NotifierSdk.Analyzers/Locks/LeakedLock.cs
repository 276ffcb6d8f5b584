using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4002: a method that takes a lock leaves it held on some way out and released on another.</summary>
internal sealed class LeakedLock() : FlowRule(LockRules.LeakedLock)
{
    /// <summary>The bodies of which the rule has said that they leave the lock held.</summary>
    public static HashSet<Body> LeakersOf(LockPath path, TypeFlow type) => type.Once(typeof(LeakedLock), path, () => new HashSet<Body>());

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var path in type.Locks.Where(path => IsLock(path, type)))
        {
            var takers = type.TakersOf(path).ToList();
            if (takers.Count > 0 && IsHandedOver(path, type))
            {
                foreach (var start in takers.Where(body => IsStart(body, type)))
                    RefusesHolding(start, path, type, report);
                takers = [.. takers.Where(body => IsWholeCallback(body, type))];
            }

            if (takers.Count == 0)
                continue;
            var callers = type.CallersOf(takers).Except(takers).ToList();
            var suspects = Suspects(takers.Concat(callers), path, type);
            var leaking = takers.Where(body => suspects.Contains(body) && Leaks(body, path, type, report)).ToList();
            if (suspects.Count == leaking.Count)
                continue;
            foreach (var caller in (leaking.Count == 0 ? callers : type.CallersOf(takers.Except(leaking)).Except(takers)).Where(suspects.Contains))
                Leaks(caller, path, type, report);
        }
    }

    // The start of a split one may leave it to the finish; the callback as a whole has nobody to leave it to.
    private static bool IsWholeCallback(Body body, TypeFlow type) => body.Method is { Name: MemberNames.OnInvalidate } method && method.OverridesCallback(type.Types);

    private static bool IsStart(Body body, TypeFlow type) =>
        body.Method is { } method && (method.HasAttribute(type.Types.InvalidateStart) || (method.Name == MemberNames.OnInvalidateStart && method.OverridesCallback(type.Types)));

    // No finish follows a start that returns false, and so nobody releases what it took.
    private void RefusesHolding(Body start, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = type.Run(type.HeldLock(path), [(start, LockContracts.IsCalledWithDriverLock(start.Method!, type.Types) ? 0 : HeldLock.IsFree)]);
        if (!engine.IsExact)
            return;
        foreach (var (block, states) in engine.FlowOf(start).Returns.OrderBy(found => found.Block.Ordinal))
        {
            if ((states.WhenFalse & (HeldLock.IsHeld | HeldLock.IsUnknown)) is not 0 and var held && (held & HeldLock.IsUnknown) == 0)
                report(Explained(PlaceOf(block, start), Way(block, start, engine), ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, path.Code), path, start.Symbol.Name));
        }
    }

    // Those that leave the lock held on some path, whoever of them is entered. One that does not is none that leaves it held when it alone is entered, so that the others need no run of their own.
    private static HashSet<Body> Suspects(IEnumerable<Body> bodies, LockPath path, TypeFlow type)
    {
        var entries = bodies.ToList();
        var engine = type.Run(type.HeldLock(path), entries.Select(body => (body, HeldLock.IsFree)));
        return [.. entries.Where(body => engine.FlowOf(body) is var flow && ((flow.Thrown & HeldLock.IsHeld) != 0 || flow.Returns.Any(found => (found.States.Any & HeldLock.IsHeld) != 0)))];
    }

    private bool Leaks(Body body, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = type.Run(type.HeldLock(path), [(body, HeldLock.IsFree)]);
        if (!engine.IsExact || body.IsIterator)
            return false;
        if (type.IsCalledPrivately(body) && body.Operations.Select(operation => LockOperation.Of(operation, body, type)).FirstOrDefault(found => found is not null && path.Equals(LockPath.Of(found.Lock, found.In, type))) is { Action: LockAction.Release })
            return false; // it is called with the lock, and lets go of it for a while
        var flow = engine.FlowOf(body);
        var returns = flow.Returns.OrderBy(found => found.Block.Ordinal).ToList();
        var isCallback = body.Method?.OverridesCallback(type.Types) == true;
        var all = returns.Aggregate(default(Outcome), (states, found) => states | found.States);
        if ((all.Any & HeldLock.IsUnknown) != 0 || (!isCallback && IsTaker(all, flow.Thrown, body, type) && HasCallerToRelease(body, path, type)))
            return false;
        var properties = ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, path.Code);
        var thrown = (all.Any & HeldLock.IsHeld) == 0 && (flow.Thrown & HeldLock.IsHeld) != 0 ? flow.Throws().Where(throws => throws.States == 1UL << HeldLock.Held && Leaves(throws.Block) && !IsProofOfTheImpossible(throws.Block)).ToList() : [];
        foreach (var (block, _) in thrown)
            report(Explained(block.BranchValue!.Syntax.Parent!.GetLocation(), Taken(body, path, type), properties, path, body.Symbol.Name));
        foreach (var (block, states) in returns)
        {
            if ((states.Any & HeldLock.IsHeld) != 0)
                report(Explained(PlaceOf(block, body), Way(block, body, engine), properties, path, body.Symbol.Name));
        }

        var leaks = (all.Any & HeldLock.IsHeld) != 0;
        if (leaks || thrown.Count > 0)
            LeakersOf(path, type).Add(body);
        return leaks;
    }

    private static Clause Taken(Body body, LockPath path, TypeFlow type) => Clause.Of("taken", body.Operations.FirstOrDefault(operation =>
        LockOperation.Of(operation, body, type) is { Action: not LockAction.Release } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type)))?.Syntax.GetLocation());

    // No catch or finally stands between it and the caller.
    private static bool Leaves(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
        {
            if (region.Kind is not (ControlFlowRegionKind.Root or ControlFlowRegionKind.LocalLifetime))
                return false;
        }

        return block.BranchValue is not null;
    }

    // The author knows that no path gets there.
    private static bool IsProofOfTheImpossible(BasicBlock block) => block.BranchValue!.DescendantsAndSelf().Any(part => part.Type?.Name == "UnreachableException");

    // Where it was taken, and what leads past its release.
    private static Clause Way(BasicBlock block, Body body, FlowEngine engine)
    {
        var witness = Witness.ToReturn(body, engine, (found, _, state) =>
            ((1UL << state) & HeldLock.IsHeld) == 0 ? Finding.Right : found == block ? Finding.Bug : Finding.OtherBug);
        return witness is null ? Clause.None : new Telling(witness).Add(witness.BeginOf(HeldLock.IsHeld), "taken").AddDecision().ToClause();
    }

    // It takes the lock for its caller: on every way out, or on exactly those that return true; what only the type calls may say so the other way round. A throw is no way of taking it.
    private static bool IsTaker(Outcome states, ulong thrown, Body body, TypeFlow type)
    {
        if ((thrown & HeldLock.IsHeld) != 0)
            return false;
        return (states.Any & HeldLock.IsFree) == 0
            || body.Method?.Parameters.Any(parameter => parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.SpecialType: SpecialType.System_Boolean }) == true // a flag tells the caller
            || (body.Decides && (states.WhenTrue & HeldLock.IsFree) == 0 && (states.WhenFalse & HeldLock.IsHeld) == 0)
            || (body.Decides && (body.Outer is not null || IsForTypeAlone(body, type)) && (states.WhenTrue & HeldLock.IsHeld) == 0 && (states.WhenFalse & HeldLock.IsFree) == 0);
    }

    // Whom it would take the lock for: a method of the type, or anybody who gets at the lock. No method releases it but those that took it.
    private static bool HasCallerToRelease(Body body, LockPath path, TypeFlow type) =>
        IsForTypeAlone(body, type) || body.Outer is not null || body.Method is not { MethodKind: not MethodKind.Constructor } method || MayCarryScope(method.ReturnType)
        || method.Parameters.Any(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref && MayCarryScope(parameter.Type))
        || path.Members.Any(member => member.DeclaredAccessibility != Accessibility.Private) || IsHandedOut(path, type);

    private static bool IsForTypeAlone(Body body, TypeFlow type) =>
        type.IsCalledPrivately(body) || (body.Method is { MethodKind: MethodKind.PropertyGet, DeclaredAccessibility: Accessibility.Private } getter && type.IsCalled(getter));

    // A scope, or something that releases the lock when it is disposed.
    private static bool MayCarryScope(ITypeSymbol returned)
    {
        while (returned is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task)
            returned = task.TypeArguments[0];
        return returned is not ({ SpecialType: SpecialType.System_Void or SpecialType.System_Boolean } or { Name: "Task" or "ValueTask" } or { IsValueType: true, IsRefLikeType: false, TypeKind: TypeKind.Enum });
    }

    // Through a property, as an argument, in another field.
    private static bool IsHandedOut(LockPath path, TypeFlow type) =>
        type.Once(typeof(LeakedLock), type, () => HandedOut(type)).Contains(path);

    private static HashSet<LockPath> HandedOut(TypeFlow type) => [.. type.AllBodies.SelectMany(body => body.Operations
        .Where(operation => operation is IMemberReferenceOperation or IParameterReferenceOperation && LockPath.Of(operation, body, type) is not null && !IsOperated(operation, body, type))
        .Select(operation => LockPath.Of(operation, body, type)!))];

    private static bool IsOperated(IOperation reference, Body body, TypeFlow type)
    {
        var at = reference.Parent;
        while (at is IConversionOperation or IArgumentOperation or IFlowCaptureOperation)
        {
            if (at is IFlowCaptureOperation)
                return true; // of a lock or using statement
            at = at.Parent;
        }

        return at switch
        {
            IMemberReferenceOperation => true,
            ISimpleAssignmentOperation assignment => assignment.Target == reference,
            null => false,
            _ => LockOperation.Of(at, body, type) is not null,
        };
    }

    // Somebody releases it who has not taken it: it is held across methods on purpose. What the type alone calls is looked at as it is called.
    private static bool IsHandedOver(LockPath path, TypeFlow type)
    {
        var engine = type.Run(type.HeldLock(path), type.AllBodies.Where(body => !type.IsCalledPrivately(body)).Select(body => (body, HeldLock.IsFree)));
        var isReleased = false;
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) => isReleased |= (states & HeldLock.IsFree) != 0
                && LockOperation.Of(operation, flow.Body, type) is { Action: LockAction.Release } released && path.Equals(LockPath.Of(released.Lock, released.In, type)));
        }

        return isReleased;
    }

    // A semaphore may be many things; it is a lock if it is marked as one, or if a callback takes it.
    private static bool IsLock(LockPath path, TypeFlow type) =>
        LockOperation.LockKindOf(path.Type, type.Types) != LockKind.Semaphore
        || (path.Members.Count > 0 && path.Members[path.Members.Count - 1].HasAttribute(type.Types.DriverLockAttribute))
        || type.Notifiers.Any(notifier => CallbackLocks.Of(notifier, type).Contains(path));

    private static Location PlaceOf(BasicBlock block, Body body)
    {
        if (block.BranchValue is { Syntax: var value })
            return (value.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? value).GetLocation();
        return body.Symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? body.Graph.OriginalOperation.Syntax.GetLocation();
    }
}
