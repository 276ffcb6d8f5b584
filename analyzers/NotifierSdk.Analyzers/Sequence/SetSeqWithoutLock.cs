using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Analyzers.Locks;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2002: <c>SetSeq</c> on a path on which no lock is held.</summary>
internal sealed class SetSeqWithoutLock() : FlowRule(SequenceRules.SetSeqWithoutLock)
{
    public override bool SpeaksOfBases => true;

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            // What derives from an abstract one opens the sections.
            if (!notifier.IsAbstract && !ReadSections.AreUsed(notifier, type) && !IsCheckedElsewhere(notifier, type))
                continue;
            foreach (var (call, body, path) in Unlocked(notifier, type))
            {
                var why = path is null ? Clause.None : LockWitness.NotHeld(call, body, type.FlowOf(path, isSharedEnough: false).Engine, type);
                var properties = path is null ? ImmutableDictionary<string, string?>.Empty : MissingLock.At(call, path, type);
                report(Explained(call.Syntax.GetLocation(), why, properties, Described(LockContracts.DriverLock(notifier, type.Types))));
            }
        }
    }

    // Whoever takes the one lock of the type in the callback, and saves the sequence, means somebody to check under that lock.
    private static bool IsCheckedElsewhere(INamedTypeSymbol notifier, TypeFlow type) =>
        LockContracts.DriverLock(notifier, type.Types) is null && type.Locks.Count == 1 && CallbackLocks.Of(notifier, type).Count == 1;

    // Of the marked driver lock, or of all locks that the type takes; each with the lock if it is one, so that there is a way to tell.
    private static IEnumerable<(IOperation Call, Body Body, LockPath? Path)> Unlocked(INamedTypeSymbol notifier, TypeFlow type)
    {
        if (LockContracts.DriverLock(notifier, type.Types) is { } marked)
            return LockPath.This(notifier).Append(marked, type) is { } path ? FreeAt(path, notifier, type).Select(call => (call.Call, call.Body, (LockPath?)path)) : [];
        var saving = type.AllBodies.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && Saves(body, type));
        var isLocking = CallbackLocks.Of(notifier, type).Count > 0; // at another place, then
        if (saving.Any(body => UnseenLocking.IsPossibleIn(body, type) || (!isLocking && UnseenLocking.IsAnybodyAsked(body, type))))
            return [];
        if (type.Locks.Count == 0)
            return type.HasUnnamedLocks || !WellKnownTypes.Is(notifier.BaseType, type.Types.IntervalNotifier) ? [] : InCallback(notifier, type).Select(call => (call.Call, call.Body, (LockPath?)null));
        return type.Locks.Select(path => FreeAt(path, notifier, type)).Aggregate(ReadRetryWithoutLock.Common)
            .Select(call => (call.Call, call.Body, type.Locks.Count == 1 ? type.Locks[0] : null));
    }

    private static List<(IOperation Call, Body Body)> FreeAt(LockPath path, INamedTypeSymbol notifier, TypeFlow type)
    {
        var free = new List<(IOperation, Body)>();
        type.FlowOf(path, isSharedEnough: false).Visit((body, operation, states) =>
        {
            if (IsOf(operation, body, notifier, type) && (states & HeldLock.IsFree) != 0 && (states & HeldLock.IsUnknown) == 0)
                free.Add((operation, body));
        });
        return free;
    }

    private static IEnumerable<(IOperation Call, Body Body)> InCallback(INamedTypeSymbol notifier, TypeFlow type) =>
        type.Bodies.All.Where(body => body.Method?.OverridesCallback(type.Types) == true)
            .SelectMany(body => body.Operations.Where(operation => IsOf(operation, body, notifier, type)).Select(operation => (operation, body)));

    private static bool IsOf(IOperation operation, Body body, INamedTypeSymbol notifier, TypeFlow type) =>
        operation.IsSetSeq(type.Types) && operation.IsOnThis() && IsRunBy(notifier, body, type)
        && !IsSavedFor(body, operation);

    // Its own code, or that of a base class that is analyzed with it.
    private static bool IsRunBy(INamedTypeSymbol notifier, Body body, TypeFlow type) => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier)
        || (!type.AllBodies.Contains(body) && TypeFlow.Lineage(notifier, type.Types).Contains(body.Symbol.ContainingType, SymbolEqualityComparer.Default));

    private static bool Saves(Body body, TypeFlow type) => body.Method?.OverridesCallback(type.Types) == true || body.Calls.Any(call => call.IsSetSeq(type.Types));

    // Whoever may hand the sequence in may hold the lock.
    private static bool IsSavedFor(Body body, IOperation call) =>
        body.Symbol.DeclaredAccessibility != Accessibility.Private
        && call is IInvocationOperation { Arguments.Length: 1 } save && body.Resolve(save.Arguments[0].Value) is IParameterReferenceOperation;

    private static string Described(ISymbol? driverLock) => driverLock is null ? "any lock" : $"the driver lock '{driverLock.Name}'";
}
