using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>5xxx: from insert to removal, from begin to end.</summary>
internal static class LifetimeRules
{
    private const string TitleOfPut = "A range notifier that was got is put back";
    private const string TitleOfGap = "A notifier is replaced in one batch";

    public static readonly DiagnosticDescriptor RemoveWithoutInsert = Rule.Create(
        "NSDK5001",
        "A notifier is removed once for each insert",
        "'{0}' may be removed here although {1}, which throws; ask IsInserted, or insert before the try{2}",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NeverRemoved = Rule.Create(
        "NSDK5002",
        "A type removes the notifiers that it inserts",
        "'{0}' is inserted here, and no code of this type ever removes it; remove it in Dispose",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor DisposedTooEarly = Rule.Create(
        "NSDK5003",
        "What a callback uses outlives its registration",
        "The callback uses '{0}', which is disposed here {1}; dispose it after Remove, or in OnRemoved{2}",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor ReadWithoutInsert = Rule.Create(
        "NSDK5004",
        "A reader shares the condition under which its notifier is inserted",
        "'{0}' is inserted on {1} under a condition that is not asked here: where it did not hold, this throws",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ScopeLeftOpen = Rule.Create(
        "NSDK5006",
        "An invalidation that is begun is ended on every path",
        "What this {0} begins {1}; an invalidation that is never ended makes the faults and removes that it hit wait for ever{2}",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor GapBetweenRegistrations = Rule.Create(
        "NSDK5007",
        TitleOfGap,
        "An invalidation between '{0}' and this insert can be lost; apply both changes as one NotifierBatch ({1})",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor InsertedWhileLeaving = Rule.Create(
        "NSDK5007",
        TitleOfGap,
        "The notifier is inserted again while its removal by '{0}' may not have ended, so the insert can throw, and an invalidation in between can be lost; apply a NotifierBatch that updates its range ({1})",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor GetWithoutPut = Rule.Create(
        "NSDK5008",
        TitleOfPut,
        "'{0}' is got here, and no code of this type ever puts it back; each Get needs one Put",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor GotAndLost = Rule.Create(
        "NSDK5008",
        TitleOfPut,
        "'{0}' is got here, and is neither kept nor put back {1}; each Get needs one Put{2}",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor NulledField = Rule.Create(
        "NSDK5009",
        "What a callback uses is cleared under the lock",
        "'{0}' may be null here: '{1}' clears it without a lock, while callbacks can run; clear it under the driver lock, or after Remove",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor ScopeBesideChange = Rule.Create(
        "NSDK5010",
        "The change is made inside the scope that announces it",
        "Nothing changes inside this invalidation; the change on line {0} comes {1} it, when drivers may shadow the old state again or still do: move it in",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CommitsAfterRemove = Rule.Create(
        "NSDK5011",
        "A driver that is written by hand waits for its commits when it is removed",
        "A commit on {0} can still be under way when Remove has returned; override WaitForCommits, and take and release '{1}' in it{2}",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Info);
}
