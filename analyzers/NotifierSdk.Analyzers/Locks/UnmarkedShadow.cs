using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Sequence;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>
/// 4009: a collection that commits fill under the driver lock, and that the callback uses under it, is used elsewhere without it. No [GuardedBy] says so; how the type itself treats the
/// collection does. Said once for each collection: when it is marked, 4003 speaks of every other place.
/// </summary>
internal sealed class UnmarkedShadow() : FlowRule(LockRules.UnmarkedShadow)
{
    // What a count says is of the past already, whoever holds the lock.
    private static readonly HashSet<string> s_harmless = ["Count", "Length", "Capacity", "Comparer", "IsReadOnly"];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        if (type.HasUnnamedLocks)
            return;
        foreach (var notifier in type.Notifiers)
        {
            if (DriverLocks.Of(notifier, type) is { Count: 1 } locks)
                Check(notifier, locks[0], type, report);
        }
    }

    private void Check(INamedTypeSymbol notifier, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        var uses = Uses(notifier, path, type);
        if (uses.Count == 0)
            return;
        var inCallback = InCallback(notifier, type);
        var withoutOthers = WithoutOthers(type);
        foreach (var ofMember in uses.GroupBy(use => use.Member, SymbolEqualityComparer.Default))
        {
            if (FilledInCommit(ofMember, inCallback, type) is not { } filled || !ofMember.Any(use => use.IsHeld && inCallback.Contains(use.Body)))
                continue;
            var wrong = ofMember.FirstOrDefault(use => (use.States & HeldLock.IsFree) != 0 && !use.IsFill && !IsHarmless(use.Place) && !withoutOthers.Contains(use.Body) && !LockFlow.IsReturned(use.Body) && !IsUnderAnother(use.Place, path, type));
            if (wrong is null)
                continue;
            var clause = Clause.Of("filled under it", filled.Place.Syntax.GetLocation());
            report(Explained(wrong.Place.Syntax.GetLocation(), clause, MissingLock.At(wrong.Place, path, type), ofMember.Key!.Name, path));
        }
    }

    // One that is filled somewhere without the lock is nothing that the lock guards, or not yet.
    private static Use? FilledInCommit(IEnumerable<Use> uses, HashSet<Body> inCallback, TypeFlow type)
    {
        var fills = uses.Where(use => use.IsFill && !IsMade(use.Body)).ToList();
        return fills.TrueForAll(use => use.IsHeld) ? fills.Find(use => !inCallback.Contains(use.Body)) : null;
    }

    private static List<Use> Uses(INamedTypeSymbol notifier, LockPath path, TypeFlow type)
    {
        var members = new HashSet<ISymbol>(notifier.GetMembers().Where(member => IsCandidate(member, type.Types)), SymbolEqualityComparer.Default);
        var uses = new List<Use>();
        if (members.Count == 0)
            return uses;
        type.FlowOf(path).Visit((body, operation, states) =>
        {
            if (operation is not IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } reference || body.IsPlain)
                return;
            var member = Alias.Of(reference.Member);
            if (members.Contains(member))
                uses.Add(new Use(member, reference, body, states, Filling.IsPartOf(reference, body)));
        });
        return uses;
    }

    private static bool IsCandidate(ISymbol member, WellKnownTypes types) =>
        member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field && SharedCollections.Break(field.Type) && !field.HasAttribute(types.GuardedBy);

    private static HashSet<Body> InCallback(INamedTypeSymbol notifier, TypeFlow type) => new(type.CalleesOf(type.Bodies.All.Where(body =>
        SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true)));

    // Before it is inserted, and when it has been removed, the object is one thread's.
    private static HashSet<Body> WithoutOthers(TypeFlow type)
    {
        var alone = type.AllBodies.Where(body => IsMade(body)
            || body.Symbol.Name is "Dispose" or "DisposeAsync" or "OnRemoved" or "WaitForCommits" or "Finalize"
            || body.Calls.Any(call => IsLifetime(call, type.Types))).ToList();
        return [.. alone.SelectMany(body => body.SelfAndNested), .. type.CalleesOf(alone)];
    }

    private static bool IsMade(Body body) => body.Method is null or { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    private static bool IsLifetime(IInvocationOperation call, WellKnownTypes types) =>
        call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.Remove) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync)
        || call.TargetMethod.IsMember(types.AddressSpace, MemberNames.Insert);

    private static bool IsHarmless(IOperation use) => use.Parent is IPropertyReferenceOperation property && property.Instance == use && s_harmless.Contains(property.Property.Name);

    private static bool IsUnderAnother(IOperation use, LockPath path, TypeFlow type) =>
        type.Locks.Any(other => !other.Equals(path) && (type.FlowOf(other).StatesAt(use) & ~HeldLock.IsFree) != 0);

    /// <summary>A place at which the member is mentioned.</summary>
    private sealed record Use(ISymbol Member, IOperation Place, Body Body, ulong States, bool IsFill)
    {
        public bool IsHeld => States != 0 && (States & ~HeldLock.IsHeld) == 0;
    }
}
