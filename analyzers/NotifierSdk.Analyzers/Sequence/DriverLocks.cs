using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Which lock is a notifier's driver lock: the one that is marked so, or that its callback holds where it saves the sequence.</summary>
internal static class DriverLocks
{
    /// <summary>Several if the callback holds several; empty if it cannot be told.</summary>
    public static IReadOnlyList<LockPath> Of(INamedTypeSymbol notifier, TypeFlow type)
    {
        if (LockContracts.DriverLock(notifier, type.Types) is { } marked)
            return LockPath.This(notifier).Append(marked, type) is { } path ? [path] : [];
        var held = type.Locks.Where(candidate => IsHeldAtSetSeq(candidate, notifier, type)).ToList();
        return type.Bodies.AreGivenUp ? [] : held; // another one may be the driver lock, and was not looked at to the end
    }

    private static bool IsHeldAtSetSeq(LockPath path, INamedTypeSymbol notifier, TypeFlow type)
    {
        var states = 0UL;
        type.FlowOf(path, isSharedEnough: false).Visit((body, operation, mask) =>
        {
            if (operation.IsSetSeq(type.Types) && SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier))
                states |= mask;
        });
        return states != 0 && (states & ~HeldLock.IsHeld) == 0;
    }
}
