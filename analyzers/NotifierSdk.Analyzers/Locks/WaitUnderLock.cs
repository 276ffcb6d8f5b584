using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Locks;

/// <summary>4001: waits for invalidations while holding a lock that the callback takes, so that neither gets on.</summary>
internal sealed class WaitUnderLock() : FlowRule(LockRules.WaitUnderLock)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            foreach (var path in CallbackLocks.Of(notifier, type))
            {
                type.FlowOf(path).Visit(notifier, (body, operation, states) =>
                {
                    if ((states & HeldLock.IsHeld) != 0 && Waits(operation, type.Types))
                        report(Explained(operation.Syntax.GetLocation(), LockWitness.Held(operation, body, type.FlowOf(path).Engine), Calls.NameOf(operation), path));
                });
            }
        }
    }

    private static bool Waits(IOperation operation, WellKnownTypes types) =>
        (operation.IsOnThis() && (operation.IsReadBegin(types) || operation.IsWaitReadable(types) || IsRemove(operation, types)))
        || operation.IsOnSpace(types, MemberNames.BeginInvalidate, MemberNames.WaitRangeValid, "WaitRangeValidAsync", MemberNames.Synchronize, "Dispose");

    private static bool IsRemove(IOperation operation, WellKnownTypes types) =>
        operation is IInvocationOperation call
        && (call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.Remove) || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveAsync)
            || call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.TryRemove));
}
