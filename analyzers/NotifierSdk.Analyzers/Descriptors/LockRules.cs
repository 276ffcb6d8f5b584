using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>4xxx: which lock is held where.</summary>
internal static class LockRules
{
    public static readonly DiagnosticDescriptor WaitUnderLock = Rule.Create(
        "NSDK4001",
        "Nothing waits for invalidations under a lock that the callback takes",
        "{0} waits for invalidations while '{1}' is held; the callback takes the same lock, so the program can deadlock{2}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor LeakedLock = Rule.Create(
        "NSDK4002",
        "A lock is released on every path",
        "'{0}' is still held on this way out of {1}{2}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnguardedUse = Rule.Create(
        "NSDK4003",
        "A guarded member is used under its lock",
        "'{0}' is used on a path on which its lock '{1}' is not held{2}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor GuardedLeaves = Rule.Create(
        "NSDK4003",
        "A guarded member is used under its lock",
        "'{0}' leaves its lock '{1}' as {2}: what is done with that is done without the lock; copy what is needed, or hold the lock meanwhile",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnlockedCall = Rule.Create(
        "NSDK4004",
        "A method that requires a lock is called under it",
        "{0} is called on a path on which '{1}', which it requires, is not held{2}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor LockOrder = Rule.Create(
        "NSDK4005",
        "Two locks are taken in one order",
        "'{0}' is taken under '{1}' here, and the other way round on {2}{3}",
        Rule.LocksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor MonitorOfLock = Rule.Create(
        "NSDK4006",
        "A lock is taken through its own members",
        "'{0}' is a {1}; {2} takes the monitor of that object instead, which nobody else takes",
        Rule.LocksCategory,
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor LockTakenAgain = Rule.Create(
        "NSDK4007",
        "The driver lock is not taken again where generated code holds it",
        "'{0}' is held already: generated code calls this with the driver lock{1}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnmarkedShadow = Rule.Create(
        "NSDK4009",
        "What commits and the callback share is used under the driver lock",
        "'{0}' is used without '{1}', under which commits fill it and the callback uses it; mark it [GuardedBy], and take the lock{2}",
        Rule.LocksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor LockWaitedForWhileHeld = Rule.Create(
        "NSDK4008",
        "A thread does not wait for itself",
        "'{0}' is held already, and lets no thread in twice: this waits for ever{1}",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor WaitsForOwnScope = Rule.Create(
        "NSDK4008",
        "A thread does not wait for itself",
        "'{0}' waits for the invalidation that this thread has begun on {1} and not ended, and so for itself, which throws; end it first",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SignalledUnderTheLock = Rule.Create(
        "NSDK4008",
        "A thread does not wait for itself",
        "'{0}' waits while '{1}' is held; the code on {2} that signals it takes that lock first, so the program deadlocks",
        Rule.LocksCategory,
        DiagnosticSeverity.Warning);
}
