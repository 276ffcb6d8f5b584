using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2008: after a collision the same token is checked again: the way back does not lead to a new <c>ReadBegin</c>.</summary>
internal sealed class StaleRetry() : FlowRule(SequenceRules.StaleRetry)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var notifier in type.Notifiers)
        {
            var engine = OpenSection.Follow(notifier, type);
            if (!engine.IsExact)
                continue;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if (operation.IsReadRetry(type.Types) && operation.IsOnThis() && (states & (1UL << OpenSection.Collided)) != 0)
                        report(Explained(operation.Syntax.GetLocation(), OpenSection.Way(operation, flow.Body, OpenSection.Collided, engine, type)));
                });
            }
        }
    }
}
