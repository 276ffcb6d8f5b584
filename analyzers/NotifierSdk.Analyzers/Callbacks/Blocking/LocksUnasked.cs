using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>3009: a callback takes a lock, and waits for it, without having asked whether the invalidation is blockable. Only the strict preset asks for it: a lock that is held for moments hurts few.</summary>
internal sealed class LocksUnasked() : FlowRule(CallbackRules.LocksUnasked)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var callback in Roots.Of(type))
        {
            if (BlocksUnasked.Asked(callback, type) is not { IsExact: true } engine)
                continue;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & BlockableAnswer.IsUnasked) != 0 && LockOperation.Of(operation, flow.Body, type) is { Action: LockAction.Take } taken)
                        report(Explained(operation.Syntax.GetLocation(), BlocksUnasked.Way(operation, flow.Body, engine), NameOf(taken, type), callback.Symbol.Name));
                });
            }
        }
    }

    private static string NameOf(LockOperation taken, TypeFlow type) => LockPath.Of(taken.Lock, taken.In, type)?.ToString() ?? "a lock";
}
