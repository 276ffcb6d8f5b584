using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>The members of a notifier that are its shadow: those marked so, or else those that the driver lock guards.</summary>
internal sealed class Shadow
{
    // A device that is the shadow is told of an address to look there, or to forget it; whatever else it is told fills it.
    private static readonly string[] s_looks =
    [
        "Get", "Find", "Try", "Contains", "Has", "Is", "Can", "Look", "Peek", "Read", "Query", "Translate", "Walk", "Resolve", "Probe", "Test", "Count", "Overlap", "Index", "Slot", "Hash", "Equal", "Compare",
        "Clear", "Remove", "Unmap", "Drop", "Revoke", "Flush", "Free", "Release", "Evict", "Zap", "Delete", "Forget", "Unpin", "Unregister", "Detach", "Disable", "Shoot", "Purge", "Reset", "Trim", "Invalidate",
        "Wait", "Begin", "End", "Log", "Trace", "Note", "Assert",
    ];

    private readonly HashSet<ISymbol> _calledByCallback;

    private readonly TypeFlow _type;

    private Shadow(HashSet<ISymbol> members, bool isMarked, HashSet<ISymbol> calledByCallback, TypeFlow type)
    {
        _type = type;
        Members = members;
        IsMarked = isMarked;
        _calledByCallback = calledByCallback;
    }

    public HashSet<ISymbol> Members { get; }

    /// <summary>Whether the author says so. If not, what the driver lock guards may be one.</summary>
    public bool IsMarked { get; }

    public DiagnosticSeverity Severity => IsMarked ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;

    public static Shadow Of(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(Shadow), notifier, () => Find(notifier, type));

    /// <summary>The member of the shadow that the operation fills; null if it fills none.</summary>
    public ISymbol? FilledBy(IOperation operation, Body body) =>
        (Filling.Of(operation, body, _type) ?? (IsMarked ? ToldOf(operation, body) : null)) is { } member && Members.Contains(member) ? member : null;

    private static Shadow Find(INamedTypeSymbol notifier, TypeFlow type)
    {
        var members = notifier.GetMembers().Where(member => member.HasAttribute(type.Types.ShadowState)).ToList();
        var isMarked = members.Count > 0;
        if (!isMarked && LockContracts.DriverLock(notifier, type.Types) is { } driverLock)
            members = [.. notifier.GetMembers().Where(member => LockContracts.LockName(member, type.Types.GuardedBy) == driverLock.Name)];
        var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.IsCallback(type.Types) == true);
        var called = isMarked ? type.CalleesOf(callbacks).SelectMany(body => body.SelfAndNested).SelectMany(body => body.Calls).Select(call => call.TargetMethod.OriginalDefinition) : [];
        return new Shadow(new HashSet<ISymbol>(members, SymbolEqualityComparer.Default), isMarked, new HashSet<ISymbol>(called, SymbolEqualityComparer.Default), type);
    }

    // A method of the author's own that takes an address or a range, and that is not what the callback calls to drop that.
    private ISymbol? ToldOf(IOperation operation, Body body) =>
        operation is IInvocationOperation { Instance: { } told, TargetMethod: var method } call
        && told.Type is { ContainingNamespace: var space } && space?.ToDisplayString() is var name && name?.StartsWith("System", StringComparison.Ordinal) == false
        && !_calledByCallback.Contains(method.OriginalDefinition)
        && !s_looks.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))
        && call.Arguments.Any(argument => argument.Parameter is { RefKind: RefKind.None or RefKind.In } parameter && Collecting.IsPlace(parameter.Type))
        && !call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out)
            ? Filling.MemberOf(told, body)
            : null;
}
