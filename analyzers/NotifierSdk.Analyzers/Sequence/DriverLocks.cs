using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Which lock is a notifier's driver lock: the one that is marked so, or that its callback holds where it saves the sequence, or takes at all while it saves none.</summary>
internal static class DriverLocks
{
    /// <summary>Several if the callback holds several; empty if it cannot be told.</summary>
    public static IReadOnlyList<LockPath> Of(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(DriverLocks), notifier, () => Find(notifier, type));

    private static IReadOnlyList<LockPath> Find(INamedTypeSymbol notifier, TypeFlow type)
    {
        if (LockContracts.DriverLock(notifier, type.Types) is { } marked)
            return LockPath.This(notifier).Append(marked, type) is { } path ? [path] : [];
        if (type.AllThatRun.Any(body => body.Calls.Any(call => call.IsSetSeq(type.Types))))
            return [.. type.Locks.Where(candidate => IsHeldAtSetSeq(candidate, notifier, type))];
        return CallbackLocks.Of(notifier, type) is { Count: 1 } only ? only : []; // 2001 speaks of the sequence; the lock around the shadow is no other
    }

    private static bool IsHeldAtSetSeq(LockPath path, INamedTypeSymbol notifier, TypeFlow type)
    {
        var states = 0UL;
        type.FlowOf(path, isSharedEnough: false).Visit((body, operation, mask) =>
        {
            if (operation.IsSetSeq(type.Types) && TypeFlow.Lineage(notifier, type.Types).Contains(body.Symbol.ContainingType, SymbolEqualityComparer.Default))
                states |= mask;
        });
        return states != 0 && (states & ~HeldLock.IsHeld) == 0;
    }
}
