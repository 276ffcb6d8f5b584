using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Lifetime;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4001: waits for invalidations while holding a lock that the callback takes, so that neither gets on.</summary>
internal sealed class WaitUnderLock() : FlowRule(LockRules.WaitUnderLock)
{
    // The owner of a lock that its regions name is no notifier itself.
    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => types.IsNotifier(type)
        || type.GetMembers().Any(member => member is IFieldSymbol field && field.Type.SelfAndHeld().Any(types.IsNotifier));

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (LockOfOther(call, body, type) is { IsOfType: true } path && (type.FlowOf(path).StatesAt(call) & HeldLock.IsHeld) != 0)
                report(Explained(call.Syntax.GetLocation(), LockWitness.Held(call, body, type.FlowOf(path).Engine), Calls.NameOf(call), path));
            if (NestedOf(call, body, type) is not { } nested)
                continue;
            foreach (var shared in CallbackLocks.Of(nested, type).Where(path => IsOfOuter(path, nested) && (type.FlowOf(path).StatesAt(call) & HeldLock.IsHeld) != 0))
                report(Explained(call.Syntax.GetLocation(), LockWitness.Held(call, body, type.FlowOf(shared).Engine), Calls.NameOf(call), shared));
        }

        var inCallback = new HashSet<Body>(type.CalleesOf(type.Bodies.All.Where(body => body.Method?.IsCallback(type.Types) == true))); // 3001 and 3002 speak there
        foreach (var notifier in type.Notifiers)
        {
            foreach (var path in CallbackLocks.Of(notifier, type))
            {
                type.FlowOf(path).Visit(notifier, (body, operation, states) =>
                {
                    if ((states & HeldLock.IsHeld) != 0 && !inCallback.Contains(body) && (Waits(operation, body, type.Types) || FaultsOnItself(operation, body, type.Types) || WaitsInBaseClass(operation, body, type.Types) || WaitsInTurn(operation, body, type)))
                        report(Explained(operation.Syntax.GetLocation(), LockWitness.Held(operation, body, type.FlowOf(path).Engine), Calls.NameOf(operation), path));
                });
            }
        }
    }

    // The notifier inside this type that the call waits for.
    private static INamedTypeSymbol? NestedOf(IInvocationOperation call, Body body, TypeFlow type) =>
        WaitsForAnother(call, body, type.Types) && type.Notifiers.FirstOrDefault(notifier => WellKnownTypes.Is(call.Instance!.Type?.OriginalDefinition, notifier)) is { ContainingType: not null } nested
        && !SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, nested) ? nested : null;

    // A lock of the object around, which the callback reaches through its one reference to it.
    private static bool IsOfOuter(LockPath path, INamedTypeSymbol nested) => path is { Root: null, Members: { Count: > 0 } members }
        && nested.ContainingType is { } outer && SymbolEqualityComparer.Default.Equals(members[0].ContainingType, outer);

    private static bool WaitsForAnother(IInvocationOperation call, Body body, WellKnownTypes types) =>
        call.Instance is not null && NotifierPath.Of(call.Instance, body) is not { IsThis: true }
        && (call.IsReadBegin(types) || call.IsWaitReadable(types) || IsRemove(call, types) || IsFault(call.TargetMethod, types) || WaitingMethod.Is(call.TargetMethod, types));

    // What its declaration says of the driver lock of another notifier that is removed, read or faulted on.
    private static LockPath? LockOfOther(IInvocationOperation call, Body body, TypeFlow type) =>
        call.Instance is { Type: INamedTypeSymbol notifier } && type.Types.IsNotifier(notifier) && WaitsForAnother(call, body, type.Types)
            ? LockContracts.DriverLock(notifier, type.Types) is { } marked ? LockPath.OfSome(notifier).Append(marked, type) : LockOfCallback.Of(notifier, type)
            : null;

    private static bool IsFault(IMethodSymbol method, WellKnownTypes types) => method.HasAttribute(types.Fault) || method.PartialDefinitionPart?.HasAttribute(types.Fault) == true;

    private static bool Waits(IOperation operation, Body body, WellKnownTypes types) =>
        (operation is IInvocationOperation call && (operation.IsReadBegin(types) || operation.IsWaitReadable(types) || IsRemove(operation, types)) && NotifierPath.Of(call.Instance, body) is { IsThis: true })
        || operation.IsOnSpace(types, MemberNames.BeginInvalidate, MemberNames.WaitRangeValid, "WaitRangeValidAsync", MemberNames.Synchronize, "Dispose");

    private static bool FaultsOnItself(IOperation operation, Body body, WellKnownTypes types) =>
        operation is IInvocationOperation call && IsFault(call.TargetMethod, types) && NotifierPath.Of(call.Instance, body) is { IsThis: true };

    // A collaborator that was made of the object removes it, or reads it.
    private static bool WaitsInTurn(IOperation operation, Body body, TypeFlow type) => operation is IInvocationOperation { Instance: not null and not IInstanceReferenceOperation } call
        && BackCall.Of(call, body, type).OfType<IMethodSymbol>().Any(method => IsFault(method, type.Types) || (WellKnownTypes.Is(method.ContainingType, type.Types.IntervalNotifier) ? WaitingMethod.Names.Contains(method.Name) : WaitingMethod.Is(method, type.Types)));

    private static bool WaitsInBaseClass(IOperation operation, Body body, WellKnownTypes types) => operation is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var method }
        && !SymbolEqualityComparer.Default.Equals(method.ContainingType, body.Symbol.ContainingType) && !WellKnownTypes.Is(method.ContainingType, types.IntervalNotifier) && WaitingMethod.Is(method, types);

    private static bool IsRemove(IOperation operation, WellKnownTypes types) =>
        operation is IInvocationOperation call
        && (call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.Remove) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync)
            || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.TryRemove));
}
