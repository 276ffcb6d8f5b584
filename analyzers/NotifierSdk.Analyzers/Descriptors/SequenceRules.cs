using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>2xxx: the sequence protocol of read sections and callbacks.</summary>
internal static class SequenceRules
{
    public static readonly DiagnosticDescriptor AcceptWithoutSetSeq = Rule.Create(
        "NSDK2001",
        "A callback saves the sequence of what it accepts",
        "{0} accepts on {1} without SetSeq: a fault that is under way there commits what has just been dropped",
        Rule.SequenceCategory,
        DiagnosticSeverity.Warning);
}
