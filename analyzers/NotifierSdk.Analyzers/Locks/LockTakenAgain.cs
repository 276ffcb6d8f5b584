using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4007: what generated code calls with the driver lock held takes that lock again.</summary>
internal sealed class LockTakenAgain() : FlowRule(LockRules.LockTakenAgain)
{
    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => LockContracts.DriverLock(type, types) is not null;

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var owner in type.Type.SelfAndNested())
        {
            if (LockContracts.DriverLock(owner, type.Types) is not { } marked || LockPath.This(owner).Append(marked, type) is not { } path)
                continue;
            var entries = type.Bodies.All
                .Where(body => body.Method is { } method && SymbolEqualityComparer.Default.Equals(method.ContainingType, owner)
                    && (LockContracts.IsCalledWithDriverLock(method, type.Types) || LockContracts.IsCollectedUnderLock(method, marked, type.Types)))
                .Select(body => (body, 1UL << HeldLock.Held))
                .ToList();
            if (entries.Count == 0)
                continue;
            var engine = type.Run(type.HeldLock(path), entries);
            if (!engine.IsExact)
                continue;
            foreach (var flow in engine.Reached)
                flow.Visit((operation, states) => Look(operation, states, flow.Body, engine, path, type, report));
        }
    }

    private void Look(IOperation operation, ulong states, Body body, FlowEngine engine, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        if ((states & HeldLock.IsHeld) != 0 && (Takes(operation, body, path, type) || TakesInTurn(operation, body, path, type)))
        {
            var way = LockWitness.Held(operation, body, engine);
            report(Explained(type.Shown(operation.Syntax.GetLocation(), way), way, path));
        }
    }

    /// <summary>Whether a collaborator that was made of the object calls a member of it that takes the lock, for which the thread then waits.</summary>
    public static bool TakesInTurn(IOperation operation, Body body, LockPath path, TypeFlow type) => operation is IInvocationOperation { Instance: not null and not IInstanceReferenceOperation } call
        && BackCall.Of(call, body, type).Select(member => member is IPropertySymbol property ? property.GetMethod : member as IMethodSymbol).OfType<IMethodSymbol>()
            .Select(type.Bodies.Find).OfType<Body>().Any(back => type.TakersOf(path) is var takers && type.CalleesOf([back]).Any(takers.Contains));

    private static bool Takes(IOperation operation, Body body, LockPath path, TypeFlow type) =>
        LockOperation.Of(operation, body, type) is { Action: not LockAction.Release } taken && path.Equals(LockPath.Of(taken.Lock, taken.In, type));
}
