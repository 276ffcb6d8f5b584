using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>3004: a callback returns false where the invalidation may be blockable, and nothing that it tried has failed.</summary>
internal sealed class RefusesBlockable() : FlowRule(CallbackRules.RefusesBlockable)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var callback in Roots.Of(type))
        {
            var engine = type.Run(new BlockableAnswer(allowing: false, type), [(callback, BlockableAnswer.IsUnasked)]);
            if (!engine.IsExact)
                continue;
            foreach (var (block, states) in engine.FlowOf(callback).Returns.OrderBy(found => found.Block.Ordinal))
            {
                // A value that is computed may be the answer of a lock that was tried.
                if (block.BranchValue is { ConstantValue: { HasValue: true, Value: false } } && (states.WhenFalse & BlockableAnswer.IsUnasked) != 0)
                    report(Explained(PlaceOf(block), Way(block, callback, engine), callback.Symbol.Name));
            }
        }
    }

    // What led there, and away from where the answer is known.
    private static Clause Way(BasicBlock block, Body callback, FlowEngine engine)
    {
        var witness = Witness.ToReturn(callback, engine, (found, value, state) =>
            value || state != BlockableAnswer.Unasked ? Finding.Right : found == block ? Finding.Bug : Finding.OtherBug);
        return witness is null ? Clause.None : new Telling(witness).AddDecision().ToClause();
    }

    private static Location PlaceOf(BasicBlock block)
    {
        var syntax = block.BranchValue!.Syntax;
        return (syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? syntax).GetLocation();
    }
}
