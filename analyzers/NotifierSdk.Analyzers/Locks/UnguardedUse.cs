using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4003: a [GuardedBy] member is used on a path on which its lock is not held.</summary>
internal sealed class UnguardedUse() : FlowRule(LockRules.UnguardedUse)
{
    /// <summary>The bodies in which the rule has said that the lock is missing.</summary>
    public static HashSet<Body> WithoutLock(LockPath path, TypeFlow type) => type.Once(typeof(UnguardedUse), path, () => new HashSet<Body>());

    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) =>
        types.IsNotifier(type) || type.GetMembers().Any(member => member.HasAttribute(types.GuardedBy) || member.HasAttribute(types.DriverLockAttribute));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        var uses = new Dictionary<LockPath, HashSet<IOperation>>();
        foreach (var body in type.AllBodies)
        {
            foreach (var use in body.Operations.OfType<IMemberReferenceOperation>().Where(reference => reference is IFieldReferenceOperation or IPropertyReferenceOperation))
            {
                if (LockContracts.LockName(Alias.Of(use.Member), type.Types.GuardedBy) is not { } name || LockOf(use, name, body, type) is not { } path)
                    continue;
                if (!uses.TryGetValue(path, out var ofPath))
                    uses.Add(path, ofPath = []);
                ofPath.Add(use);
            }
        }

        foreach (var pair in uses)
        {
            var withoutLock = WithoutLock(pair.Key, type);
            type.FlowOf(pair.Key).Visit((body, operation, states) =>
            {
                // Of a method that requires the lock, 4004 speaks where it is called without.
                if ((states & HeldLock.IsFree) == 0 || !pair.Value.Contains(operation) || type.FlowOf(pair.Key).IsRequiredBy(body))
                    return;
                withoutLock.Add(body);
                report(Explained(operation.Syntax.GetLocation(), LockWitness.NotHeld(operation, body, type.FlowOf(pair.Key).Engine, type), MissingLock.At(operation, pair.Key, type), ((IMemberReferenceOperation)operation).Member.Name, pair.Key));
            });
        }
    }

    private static LockPath? LockOf(IMemberReferenceOperation use, string name, Body body, TypeFlow type) =>
        use.Instance is null
            ? LockPath.Named(name, use.Member.ContainingType, LockPath.This(use.Member.ContainingType), type)
            : LockPath.Of(use.Instance, body, type) is { } instance ? LockPath.Named(name, use.Member.ContainingType, instance, type) : null;
}
