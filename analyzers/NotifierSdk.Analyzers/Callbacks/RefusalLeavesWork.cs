using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>3008: a start begins work, puts it into its finish state, and returns false: no finish step follows, and nobody ends what was begun.</summary>
internal sealed class RefusalLeavesWork() : FlowRule(CallbackRules.RefusalLeavesWork)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var start in type.Bodies.All.Where(body => body.Method is { } method && IsStart(method, type.Types)))
        {
            var engine = type.Run(new BegunWork(type), [(start, 1UL << BegunWork.None)]);
            if (!engine.IsExact)
                continue;
            foreach (var (block, states) in engine.FlowOf(start).Returns)
            {
                if (block.BranchValue is { Syntax: var value } answer && start.Resolve(answer).ConstantValue is { HasValue: true, Value: false } && states.WhenFalse == 1UL << BegunWork.Begun)
                    report(At((value.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? value).GetLocation(), null, start.Symbol.Name));
            }
        }
    }

    private static bool IsStart(IMethodSymbol method, WellKnownTypes types) =>
        method.HasAttribute(types.InvalidateStart) || (method.Name == MemberNames.OnInvalidateStart && method.OverridesCallback(types));
}
