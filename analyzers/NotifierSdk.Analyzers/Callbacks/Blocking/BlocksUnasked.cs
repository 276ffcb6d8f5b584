using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>3003: a callback waits for something without having asked whether the invalidation is blockable.</summary>
internal sealed class BlocksUnasked() : FlowRule(CallbackRules.BlocksUnasked)
{
    public override bool SpeaksOfBases => true;

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var callback in Roots.Of(type))
        {
            if (Asked(callback, type) is not { IsExact: true } engine)
                continue;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & BlockableAnswer.IsUnasked) != 0 && Waits.Of(operation, flow.Body) is { } wait)
                        report(Explained(operation.Syntax.GetLocation(), Way(operation, flow.Body, engine), wait, callback.Symbol.Name));
                });
            }
        }
    }

    /// <summary>Where the callback knows that it may block.</summary>
    public static FlowEngine Asked(Body callback, TypeFlow type) =>
        type.Once(typeof(BlocksUnasked), callback, () => type.Run(new BlockableAnswer(allowing: true, type), [(callback, BlockableAnswer.IsUnasked)]));

    /// <summary>What led to the place without the answer.</summary>
    public static Clause Way(IOperation wait, Body body, FlowEngine engine) =>
        Witness.To(wait, body, BlockableAnswer.IsUnasked, engine) is { } witness ? new Telling(witness).AddDecision().AddCalls().ToClause() : Clause.None;
}
