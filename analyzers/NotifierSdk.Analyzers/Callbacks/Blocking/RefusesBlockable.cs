using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
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
            foreach (var body in Answering(callback, engine))
            {
                foreach (var (block, states) in engine.FlowOf(body).Returns.OrderBy(found => found.Block.Ordinal))
                {
                    // A value that is computed may be the answer of a lock that was tried.
                    if (block.BranchValue is { } answer && (body.Resolve(answer).ConstantValue is { HasValue: true, Value: false } || IsOfFields(answer, body, type)) && (states.WhenFalse & BlockableAnswer.IsUnasked) != 0)
                        report(Explained(PlaceOf(block), Way(block, body, engine), callback.Symbol.Name));
                }
            }
        }
    }

    // What the object's own fields say is no answer of a lock, unless they are set there.
    private static bool IsOfFields(IOperation answer, Body body, TypeFlow type)
    {
        answer = body.Resolve(answer);
        if (answer is ILiteralOperation || answer.ConstantValue.HasValue)
            return false;
        return answer.DescendantsAndSelf().All(part => part switch
        {
            IFieldReferenceOperation field => field.Field is { IsStatic: false } && !type.Stores[field.Field].Any(store => store.Body == body),
            IBinaryOperation or IInstanceReferenceOperation or ILiteralOperation => true,
            IUnaryOperation or IConversionOperation => part is not IConversionOperation { OperatorMethod: not null },
            _ => false,
        });
    }

    // The callback, and the helpers whose answer it returns.
    private static IEnumerable<Body> Answering(Body callback, FlowEngine engine)
    {
        var known = new HashSet<Body> { callback };
        var open = new Stack<Body>(known);
        while (open.Count > 0)
        {
            var body = open.Pop();
            yield return body;
            foreach (var value in body.Returned)
            {
                if (body.Resolve(value) is IInvocationOperation call && engine.Callee(call, body) is { } helper && engine.ReachedFlowOf(helper) is not null && known.Add(helper))
                    open.Push(helper);
            }
        }
    }

    // What led there, and away from where the answer is known.
    private static Clause Way(BasicBlock block, Body body, FlowEngine engine)
    {
        var witness = Witness.ToReturn(body, engine, (found, value, state) =>
            value || state != BlockableAnswer.Unasked ? Finding.Right : found == block ? Finding.Bug : Finding.OtherBug);
        return witness is null ? Clause.None : new Telling(witness).AddDecision().ToClause();
    }

    private static Location PlaceOf(BasicBlock block)
    {
        var syntax = block.BranchValue!.Syntax;
        return (syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? syntax).GetLocation();
    }
}
