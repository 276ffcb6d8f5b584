using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2001: a callback accepts (returns true) on a path without <c>SetSeq</c>, and the notifier has read sections.</summary>
internal sealed class AcceptWithoutSetSeq() : FlowRule(SequenceRules.AcceptWithoutSetSeq)
{
    public override bool Concerns(INamedTypeSymbol type, WellKnownTypes types) => Callback(type, types) is not null;

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            if (Callback(notifier, type.Types) is { } callback && type.Bodies.Find(callback) is { } body && ReadSections.AreUsed(notifier, type))
                Analyze(body, notifier, type, report);
        }
    }

    private void Analyze(Body callback, INamedTypeSymbol notifier, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = type.Run(new SavedSequence(type), [(callback, 1UL << SavedSequence.Pending)]);
        if (!engine.IsExact)
            return;
        var accepted = engine.FlowOf(callback).Returns
            .Where(found => (found.States.WhenTrue & (1UL << SavedSequence.Pending)) != 0)
            .Select(found => (found.Block, Place: PlaceOf(found.Block, callback)))
            .OrderBy(found => found.Place.SourceSpan.Start)
            .ToList();
        if (accepted.Count == 0)
            return;
        var (first, places) = (accepted[0], accepted.Select(found => found.Place).ToList());
        var way = Way(first.Block, callback, engine);
        report(At(first.Place, places.Skip(1).Concat(callback.Symbol.Locations).Concat(way.Places), ForFix(notifier, type), callback.Symbol.Name, Lines.Of(places), way.For(first.Place)));
    }

    // The lock that the sequence is checked under: the marked one, or the only one that is held at every check. No property if that cannot be told.
    private static ImmutableDictionary<string, string?> ForFix(INamedTypeSymbol notifier, TypeFlow type)
    {
        if (LockContracts.DriverLock(notifier, type.Types) is { } marked)
            return Named(LockPath.This(notifier).Append(marked, type));
        var checks = type.Calls.Select(found => found.Call).Where(call => call.IsReadRetry(type.Types) && call.IsOnThis() && SymbolEqualityComparer.Default.Equals(call.Instance!.Type, notifier)).ToList();
        return checks.Count > 0 && type.Locks.Where(path => checks.All(check => type.FlowOf(path).StatesAt(check) is not 0 and var states && (states & ~HeldLock.IsHeld) == 0)).ToList() is { Count: 1 } held
            ? Named(held[0])
            : ImmutableDictionary<string, string?>.Empty;
    }

    private static ImmutableDictionary<string, string?> Named(LockPath? path) =>
        path is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, path.Code);

    // What leads past SetSeq; nothing if the callback has none.
    private static Clause Way(BasicBlock block, Body callback, FlowEngine engine)
    {
        var witness = Witness.ToReturn(callback, engine, (found, value, state) =>
            !value ? Finding.None : state != SavedSequence.Pending ? Finding.Right : found == block ? Finding.Bug : Finding.OtherBug);
        return witness is null ? Clause.None : new Telling(witness).AddDecision().ToClause();
    }

    // Of a callback in two halves the start is the one that accepts.
    private static IMethodSymbol? Callback(INamedTypeSymbol type, WellKnownTypes types)
    {
        if (!types.IsNotifier(type))
            return null;
        return Override(type, MemberNames.OnInvalidateStart, types)
            ?? (IsStartInherited(type, types) ? null : Override(type, MemberNames.OnInvalidate, types));
    }

    private static IMethodSymbol? Override(INamedTypeSymbol type, string name, WellKnownTypes types) =>
        type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(method => method.OverridesCallback(types) && !OwnOutput.Contains(method));

    private static bool IsStartInherited(INamedTypeSymbol type, WellKnownTypes types)
    {
        for (var at = type.BaseType; at is not null && !WellKnownTypes.Is(at, types.IntervalNotifier); at = at.BaseType)
        {
            if (!at.GetMembers(MemberNames.OnInvalidateStart).IsEmpty)
                return true;
        }

        return false;
    }

    private static Location PlaceOf(BasicBlock block, Body callback)
    {
        var syntax = block.BranchValue?.Syntax ?? callback.Graph.OriginalOperation.Syntax;
        return (syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? syntax).GetLocation();
    }
}
