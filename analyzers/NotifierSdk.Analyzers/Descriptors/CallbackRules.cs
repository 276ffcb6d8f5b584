using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>3xxx: what a callback must not do. In parentheses stands the way from the callback to the place.</summary>
internal static class CallbackRules
{
    public static readonly DiagnosticDescriptor RemoveInCallback = Rule.Create(
        "NSDK3001",
        "A callback does not remove its own notifier",
        "'{0}' waits until no callback runs, so in a callback it throws; call RemoveLater ({1})",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor WaitInCallback = Rule.Create(
        "NSDK3002",
        "A callback neither waits for invalidations of its space nor begins one",
        "'{0}' could wait for the invalidation that is being delivered, so in a callback it throws; do it when the callback has returned ({1})",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor BlocksUnasked = Rule.Create(
        "NSDK3003",
        "A callback asks before it blocks",
        "'{0}' waits, and {1} has not asked whether the invalidation is blockable; if it is not, try, and return false{2}",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor RefusesBlockable = Rule.Create(
        "NSDK3004",
        "A callback refuses only what is not blockable",
        "{0} returns false here although the invalidation may be blockable: that is reported as a bug, and treated as true{1}",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ThrowInCallback = Rule.Create(
        "NSDK3005",
        "A callback does not throw",
        "'{0}' leaves the callback with the range perhaps still in the shadow, so the change cannot go ahead; drop the range in any case ({1})",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor AsyncVoidInCallback = Rule.Create(
        "NSDK3006",
        "A callback does its work before it returns",
        "'{0}' is async void: what follows its first await runs when the callback has returned, and nobody waits for it ({1})",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor DroppedLater = Rule.Create(
        "NSDK3006",
        "A callback does its work before it returns",
        "'{0}' leaves dropping entries of '{1}' to code that runs later, and {2} does not drop them itself; the mapping changes as soon as the callback returns, so drop the entries before it returns",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SetAfterInsert = Rule.Create(
        "NSDK3007",
        "A notifier is complete before it is inserted",
        "The callback can run as soon as Insert is called, and uses '{0}', which is set only afterwards; insert last{1}",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor PerInvalidationField = Rule.Create(
        "NSDK3008",
        "What belongs to one invalidation is handed on in its FinishState",
        "'{0}' keeps what belongs to one invalidation, and the finish half reads it; two invalidations can run at once, so hand it on in the FinishState{1}",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor RefusalLeavesWork = Rule.Create(
        "NSDK3008",
        "What belongs to one invalidation is handed on in its FinishState",
        "{0} has put what it began into its finish state and returns false: no finish step follows, and nobody ends it",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ShadowLeftAlone = Rule.Create(
        "NSDK3010",
        "A callback drops everything that commits fill",
        "'{0}' is filled by commits, and no path of the callback drops it or looks at it: what it holds stays when the memory has changed",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor PerThreadInCallback = Rule.Create(
        "NSDK3011",
        "A callback does not rely on what each thread has of its own",
        "'{0}' is {1}: the callback runs on the thread that announces the change, and what other threads have of it stays; keep it where the callback reaches all of it",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor InclusiveLast = Rule.Create(
        "NSDK3012",
        "A callback clips the range and goes up to its last address",
        "'{0}' is the last address and belongs to the range, so this loop leaves out the last {1}; compare with <=",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnclippedIndex = Rule.Create(
        "NSDK3012",
        "A callback clips the range and goes up to its last address",
        "'{0}' is indexed by what comes from the invalidation's range, which may reach beyond this notifier's own, and at release is the whole space; clip it first, as Overlap does",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor LocksUnasked = Rule.Create(
        "NSDK3009",
        "A callback asks before it waits for a lock",
        "'{0}' is waited for, and {1} has not asked whether the invalidation is blockable; if it is not, try the lock, and return false{2}",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: false);
}
