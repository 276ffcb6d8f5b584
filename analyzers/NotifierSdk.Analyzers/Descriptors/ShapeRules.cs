using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Descriptors;

/// <summary>
/// 1xxx: what the shared parser finds. The texts are the parser's, since generated code that had to give up throws the same words; the ids are
/// repeated because release tracking reads constants only.
/// </summary>
internal static class ShapeRules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule.Create(
        "NSDK1001", ShapeRule.NotPartial.Title, ShapeRule.NotPartial.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor NotANotifier = Rule.Create(
        "NSDK1002", ShapeRule.NotANotifier.Title, ShapeRule.NotANotifier.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor CallbackCount = Rule.Create(
        "NSDK1003", ShapeRule.CallbackCount.Title, ShapeRule.CallbackCount.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Signature = Rule.Create(
        "NSDK1004", ShapeRule.Signature.Title, ShapeRule.Signature.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Lock = Rule.Create(
        "NSDK1005", ShapeRule.Lock.Title, ShapeRule.Lock.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor EntryPoint = Rule.Create(
        "NSDK1006", ShapeRule.EntryPoint.Title, ShapeRule.EntryPoint.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Step = Rule.Create(
        "NSDK1007", ShapeRule.Step.Title, ShapeRule.Step.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor NeverInvalidated = Rule.Create(
        "NSDK1008", ShapeRule.NeverInvalidated.Title, ShapeRule.NeverInvalidated.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor OverriddenByHand = Rule.Create(
        "NSDK1009", ShapeRule.OverriddenByHand.Title, ShapeRule.OverriddenByHand.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor AsynchronousCommit = Rule.Create(
        "NSDK1010", ShapeRule.AsynchronousCommit.Title, ShapeRule.AsynchronousCommit.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor NoCallback = Rule.Create(
        "NSDK1011", ShapeRule.NoCallback.Title, ShapeRule.NoCallback.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    /// <summary>{0} the annotation or the lock, {1} what is wrong, with the remedy.</summary>
    public static readonly DiagnosticDescriptor LockName = Rule.Create(
        "NSDK1012", "What an annotation says of a lock is true of the lock", "{0} {1}", Rule.ShapeCategory, DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnreachableLock = Rule.Create(
        "NSDK1013", ShapeRule.UnreachableLock.Title, ShapeRule.UnreachableLock.MessageFormat, Rule.ShapeCategory, DiagnosticSeverity.Error);

    /// <summary>{0} the annotation and where it stands, {1} the remedy.</summary>
    public static readonly DiagnosticDescriptor MisplacedAnnotation = Rule.Create(
        "NSDK1014", "An annotation is on a supported declaration", "{0} has no effect there; {1}", Rule.ShapeCategory, DiagnosticSeverity.Warning);

    /// <summary>{0} the method, {1} the kind, {2} the kinds on which it is called.</summary>
    public static readonly DiagnosticDescriptor NeverCalled = Rule.Create(
        "NSDK1015", "A range notifier overrides what its kind calls", "'{0}' is never called on a notifier of kind {1}, only of kind {2}", Rule.ShapeCategory, DiagnosticSeverity.Warning);

    /// <summary>Those of the shared parser.</summary>
    public static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = new[]
    {
        NotPartial, NotANotifier, CallbackCount, Signature, Lock, EntryPoint,
        Step, NeverInvalidated, OverriddenByHand, AsynchronousCommit, NoCallback, UnreachableLock,
    }.ToImmutableDictionary(descriptor => descriptor.Id);
}
