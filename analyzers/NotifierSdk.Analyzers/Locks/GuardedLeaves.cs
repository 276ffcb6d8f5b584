using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4003: a [GuardedBy] member leaves its lock: as a reference, under another name, or in a query that runs later. Only of what is never replaced: what is may be handed out whole.</summary>
internal sealed class GuardedLeaves() : FlowRule(LockRules.GuardedLeaves)
{
    private static readonly HashSet<string> s_views = ["AsSpan", "AsMemory", "AsReadOnly", "AsEnumerable"];

    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => type.GetMembers().Any(member => member.HasAttribute(types.GuardedBy));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var body in type.AllBodies)
        {
            foreach (var value in body.Returned)
            {
                if (body.Method is { } method && (LeavesWith(value, method, body) ?? LeavesThroughHelper(value, method, body, type)) is var (use, how) && LockOf(use, body, type) is { } path && IsHeldInside(value, body, path, type))
                    report(At(value.Syntax.GetLocation(), null, use.Member.Name, path, how));
            }

            foreach (var name in body.Operations.OfType<ILocalReferenceOperation>().Where(IsDereferenced))
            {
                if (body.Resolve(name) is IFieldReferenceOperation use && IsKept(use) && LockOf(use, body, type) is { } path && type.FlowOf(path).StatesAt(name) == HeldLock.IsFree)
                    report(At(name.Syntax.GetLocation(), [use.Syntax.GetLocation()], use.Member.Name, path, $"'{name.Local.Name}'"));
            }
        }
    }

    // The lock is held where the value is made, and the method releases it itself.
    private static bool IsHeldInside(IOperation value, Body body, LockPath path, TypeFlow type) =>
        (type.FlowOf(path).StatesAt(value) & ~HeldLock.IsHeld) == 0 && type.FlowOf(path).Engine.ReachedFlowOf(body) is { } flow && flow.Returns.All(found => (found.States.Any & ~HeldLock.IsFree) == 0);

    private static (IFieldReferenceOperation Use, string How)? LeavesWith(IOperation value, IMethodSymbol method, Body body)
    {
        if (method.ReturnsByRef)
            return Root(value, body) is { } referred ? (referred, "a reference") : null;
        if (method.DeclaredAccessibility == Accessibility.Private)
            return null;
        return body.Resolve(value) switch
        {
            IFieldReferenceOperation whole when IsKept(whole) => (whole, "itself"),
            IInvocationOperation query when IsView(query) && Root(query, body) is { } source => (source, $"'{query.TargetMethod.Name}'"),
            _ => null,
        };
    }

    // A query that a private helper makes, and that is returned as it is.
    private static (IFieldReferenceOperation Use, string How)? LeavesThroughHelper(IOperation value, IMethodSymbol method, Body body, TypeFlow type) =>
        method is { ReturnsByRef: false, DeclaredAccessibility: not Accessibility.Private } && body.Resolve(value) is IInvocationOperation { Arguments.IsEmpty: true } call
        && type.Bodies.Find(call, body) is { IsIterator: false, Method: { DeclaredAccessibility: Accessibility.Private, IsAsync: false }, Returned: { Count: 1 } returned } helper
        && helper.Resolve(returned[0]) is IInvocationOperation query && IsView(query) && Root(query, helper) is { } source ? (source, $"'{query.TargetMethod.Name}'") : null;

    // What LINQ returns as a sequence is run by whoever enumerates it.
    private static bool IsView(IInvocationOperation call) =>
        s_views.Contains(call.TargetMethod.Name)
        || (call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } }
            && call.Type?.OriginalDefinition is { Name: "IEnumerable" or "IOrderedEnumerable" });

    private static IFieldReferenceOperation? Root(IOperation value, Body body)
    {
        var known = new HashSet<IOperation>();
        for (IOperation? at = value; at is not null && known.Add(at = body.Resolve(at));)
        {
            if (at is IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field && IsKept(field))
                return field;
            at = at switch
            {
                IArrayElementReferenceOperation element => element.ArrayReference,
                IInvocationOperation call when IsView(call) => call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
                IMemberReferenceOperation member => member.Instance,
                _ => null,
            };
        }

        return null;
    }

    // An array or a collection that others go on changing.
    private static bool IsKept(IFieldReferenceOperation use) => use.Field is { IsReadOnly: true, Type: var kind }
        && (kind is IArrayTypeSymbol || kind.ContainingNamespace?.ToDisplayString() == "System.Collections.Generic");

    private static bool IsDereferenced(ILocalReferenceOperation name) => name.Parent switch
    {
        IArrayElementReferenceOperation element => element.ArrayReference == name,
        IInvocationOperation call => call.Instance == name,
        IPropertyReferenceOperation property => property.Instance == name,
        _ => false,
    };

    private static LockPath? LockOf(IFieldReferenceOperation use, Body body, TypeFlow type) =>
        LockContracts.LockName(use.Member, type.Types.GuardedBy) is { } name && use.Instance is not null && LockPath.Of(use.Instance, body, type) is { } owner
            ? LockPath.Named(name, use.Member.ContainingType, owner, type)
            : null;
}
