using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2017: a callback drops what is shadowed in an earlier hold of the driver lock than the one in which it saves the sequence, or in none.</summary>
internal sealed class SequenceSavedTooLate() : FlowRule(SequenceRules.SequenceSavedTooLate)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        if (type.HasUnnamedLocks)
            return;
        foreach (var notifier in type.Notifiers)
        {
            if (DriverLocks.Of(notifier, type) is { Count: 1 } locks && Committed.By(notifier, type) is { Count: > 0 } shadow)
                Check(notifier, new DroppedAhead(locks[0], shadow, type), locks[0], type, report);
        }
    }

    private void Check(INamedTypeSymbol notifier, DroppedAhead automaton, LockPath path, TypeFlow type, Action<Diagnostic> report)
    {
        var callbacks = type.Bodies.All.Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method?.OverridesCallback(type.Types) == true);
        var engine = type.Run(automaton, callbacks.Select(body => (body, 1UL << DroppedAhead.None)));
        if (!engine.IsExact)
            return;
        var isDroppedAgain = false;
        var drops = new HashSet<IOperation>();
        var found = new List<(IOperation SetSeq, Body Body)>();
        foreach (var flow in engine.Reached)
        {
            flow.Visit((operation, states) =>
            {
                if (automaton.IsDrop(operation, flow.Body))
                {
                    drops.Add(operation);
                    isDroppedAgain |= (states & (1UL << DroppedAhead.Saved)) != 0;
                }

                if ((states & (1UL << DroppedAhead.Earlier)) != 0 && operation.IsSetSeq(type.Types))
                    found.Add((operation, flow.Body));
            });
        }

        // What is dropped once more afterwards takes with it whatever was committed in between.
        foreach (var (setSeq, body) in isDroppedAgain ? [] : found)
            report(Explained(setSeq.Syntax.GetLocation(), Way(setSeq, body, drops, engine), path));
    }

    private static Clause Way(IOperation setSeq, Body body, HashSet<IOperation> drops, FlowEngine engine) =>
        Witness.To(setSeq, body, 1UL << DroppedAhead.Earlier, engine) is { } witness
            ? new Telling(witness).Add(witness.Last(drops.Contains), "dropped").AddDecision().AddCalls().ToClause()
            : Clause.None;
}
