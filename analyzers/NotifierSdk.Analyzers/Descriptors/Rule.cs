using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>Makes descriptors that all look alike: one prefix, one category per range of numbers, one help page per rule.</summary>
internal static class Rule
{
    public const string ShapeCategory = "NotifierSdk.Shape";
    public const string SequenceCategory = "NotifierSdk.Sequence";
    public const string CallbacksCategory = "NotifierSdk.Callbacks";
    public const string LocksCategory = "NotifierSdk.Locks";
    public const string LifetimeCategory = "NotifierSdk.Lifetime";

    private const string Pages = "https://github.com/notifiersdk/notifiersdk/blob/main/docs/rules/";

    public static DiagnosticDescriptor Create(
        string id, string title, string messageFormat, string category, DiagnosticSeverity defaultSeverity, bool isEnabledByDefault = true) =>
        new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault, helpLinkUri: $"{Pages}{id}.md");
}
