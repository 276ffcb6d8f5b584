using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4004: a method that is called with a lock held, by its contract, is called on a path without it.</summary>
internal sealed class UnlockedCall() : FlowRule(LockRules.UnlockedCall)
{
    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) =>
        types.IsNotifier(type) || type.GetMembers().Any(member => member.HasAttribute(types.RequiresLock) || member.HasAttribute(types.DriverLockAttribute)
            || (member is IFieldSymbol field && field.Type.SelfAndHeld().Any(held => types.MayName(held.ContainingAssembly) && held.GetMembers().Any(its => its is IMethodSymbol && its.HasAttribute(types.RequiresLock)))));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        var calls = new Dictionary<LockPath, HashSet<IOperation>>();
        var required = new Dictionary<ISymbol, List<string>>(SymbolEqualityComparer.Default);
        foreach (var (call, body) in type.Calls)
        {
            if (!required.TryGetValue(call.TargetMethod, out var names))
                required.Add(call.TargetMethod, names = [.. LockContracts.RequiredBy(call.TargetMethod, type.Types)]);
            foreach (var name in names)
            {
                var instance = call.Instance is null ? LockPath.This(call.TargetMethod.ContainingType) : LockPath.Of(call.Instance, body, type) ?? LockPath.OfSome(call.TargetMethod.ContainingType);
                if (LockPath.Named(name, call.TargetMethod.ContainingType, instance, type) is not { Root: not INamedTypeSymbol } path)
                    continue;
                if (!calls.TryGetValue(path, out var ofPath))
                    calls.Add(path, ofPath = []);
                ofPath.Add(call);
            }
        }

        foreach (var path in calls.Keys)
        {
            var withoutLock = UnguardedUse.WithoutLock(path, type); // there 4003 has said so, and one hold of the lock mends both
            type.FlowOf(path).Visit((body, operation, states) =>
            {
                if ((states & HeldLock.IsFree) != 0 && calls[path].Contains(operation) && !withoutLock.Contains(body))
                    report(Explained(operation.Syntax.GetLocation(), LockWitness.NotHeld(operation, body, type.FlowOf(path).Engine, type), MissingLock.At(operation, path, type), Calls.NameOf(operation), path));
            });
        }
    }
}
