using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
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
                    if (operation.IsReadRetry(type.Types) && operation.IsOnThis() && (states & (1UL << OpenSection.Collided)) != 0 && IsOfLatest((IInvocationOperation)operation, flow.Body, type))
                        report(Explained(operation.Syntax.GetLocation(), OpenSection.Way(operation, flow.Body, OpenSection.Collided, engine, type)));
                });
            }
        }
    }

    // The token that the latest ReadBegin gave, as long as there is one variable of tokens only and nothing else is ever stored in it. A parameter may be another one in each call.
    private static bool IsOfLatest(IInvocationOperation retry, Body body, TypeFlow type) =>
        TokenOf(retry) is { } token
        && body.Calls.Where(call => call.IsReadRetry(type.Types)).All(other => SymbolEqualityComparer.Default.Equals(TokenOf(other), token))
        && Stored(token, body).All(value => value is not null && BeginsSection(value, body, type));

    private static IEnumerable<IOperation?> Stored(ILocalSymbol token, Body body)
    {
        var outermost = body;
        while (outermost.Outer is { } outer)
            outermost = outer;
        return outermost.SelfAndNested.SelectMany(each => each.Written[token]);
    }

    private static ILocalSymbol? TokenOf(IInvocationOperation retry) => retry.Arguments.Length == 1 ? (retry.Arguments[0].Value as ILocalReferenceOperation)?.Local : null;

    private static bool BeginsSection(IOperation value, Body body, TypeFlow type) => TokenOrigin.Of(value, body, type) is not null || value.ConstantValue.HasValue || value is IDefaultValueOperation;
}
