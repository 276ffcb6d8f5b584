using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>5xxx: from insert to removal, from begin to end.</summary>
internal static class LifetimeRules
{
    public static readonly DiagnosticDescriptor GapBetweenRegistrations = Rule.Create(
        "NSDK5007",
        "A callback replaces its notifier in one batch",
        "Between '{0}' and this insert nobody listens, and an invalidation is lost; apply both as one NotifierBatch ({1})",
        Rule.LifetimeCategory,
        DiagnosticSeverity.Warning);
}
