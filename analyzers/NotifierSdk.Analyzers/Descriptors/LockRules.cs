using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>4xxx: which lock is held where.</summary>
internal static class LockRules
{
    public static readonly DiagnosticDescriptor MonitorOfLock = Rule.Create(
        "NSDK4006",
        "A lock is taken through its own members",
        "'{0}' is a {1}; {2} takes the monitor of that object instead, which nobody else takes",
        Rule.LocksCategory,
        DiagnosticSeverity.Error);
}
