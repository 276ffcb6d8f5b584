using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>3xxx: what a callback must not do. The last argument of each message is the way from the callback to the place.</summary>
internal static class CallbackRules
{
    public static readonly DiagnosticDescriptor RemoveInCallback = Rule.Create(
        "NSDK3001",
        "A callback does not remove its own notifier",
        "'{0}' waits until no callback runs, so in a callback it throws; call RemoveLater ({1})",
        Rule.CallbacksCategory,
        DiagnosticSeverity.Error);
}
