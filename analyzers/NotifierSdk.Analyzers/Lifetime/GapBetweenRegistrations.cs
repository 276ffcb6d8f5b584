using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>5007: a callback removes its notifier and then inserts another one, with an instant in between in which nobody listens. The other way round both listen for an instant, which is no gap.</summary>
internal sealed class GapBetweenRegistrations() : FlowRule(LifetimeRules.GapBetweenRegistrations)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var callback in type.Notifiers.SelectMany(notifier => UsedInCallback.Of(notifier, type).Callbacks))
        {
            var engine = type.Run(new Gap(NotifierPath.This, type.Types), [(callback, 1UL << Gap.Listening)]);
            foreach (var flow in engine.IsExact ? engine.Reached : [])
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & (1UL << Gap.Left)) != 0 && operation is IInvocationOperation insert && insert.TargetMethod.IsMember(type.Types.AddressSpace, MemberNames.Insert))
                        report(At(operation.Syntax.GetLocation(), null, MemberNames.RemoveLater, Way(operation, flow.Body, callback, engine)));
                });
            }
        }
    }

    // From the callback to the insert.
    private static string Way(IOperation insert, Body body, Body callback, FlowEngine engine) =>
        string.Join(" → ", (Witness.To(insert, body, 1UL << Gap.Left, engine)?.Calls.Select(call => call.Body.Symbol.Name) ?? [callback.Symbol.Name]).Append(body.Symbol.Name).Distinct());
}
