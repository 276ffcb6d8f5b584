using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>5xxx: from insert to removal, from begin to end.</summary>
internal static class LifetimeRules
{
    public static readonly DiagnosticDescriptor RemoveWithoutInsert = Rule.Create(
        "NSDK5001",
        "A notifier is removed once for each insert",
        "'{0}' may be removed here although {1}, which throws; ask IsInserted, or insert before the try",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ScopeLeftOpen = Rule.Create(
        "NSDK5006",
        "An invalidation that is begun is ended on every path",
        "What this {0} begins {1}; an invalidation that is never ended makes the faults and removes that it hit wait for ever",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor GapBetweenRegistrations = Rule.Create(
        "NSDK5007",
        "A callback replaces its notifier in one batch",
        "Between '{0}' and this insert nobody listens, and an invalidation is lost; apply both as one NotifierBatch ({1})",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);
}
