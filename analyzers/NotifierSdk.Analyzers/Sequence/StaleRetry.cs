using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2008: after a collision the same token is checked again: the way back does not lead to what stores a new one.</summary>
internal sealed class StaleRetry() : FlowRule(SequenceRules.StaleRetry)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var token in type.CallsByName["ReadRetry"].Where(call => call.IsReadRetry(type.Types)).Select(call => CheckedToken.Of(call, type)).OfType<ILocalSymbol>().Distinct<ILocalSymbol>(SymbolEqualityComparer.Default).ToList())
        {
            if (BodyOf(token, type) is { } body && type.Stores[token].All(store => BeginOf(store, type) is not null || IsNone(store)))
                Check(token, body, type, report);
        }
    }

    private void Check(ILocalSymbol token, Body declaring, TypeFlow type, Action<Diagnostic> report)
    {
        var engine = type.Run(new CheckedToken(token, type), [(declaring, 1UL << CheckedToken.Fresh)]);
        foreach (var flow in engine.IsExact ? engine.Reached : [])
        {
            flow.Visit((operation, states) =>
            {
                if ((states & (1UL << CheckedToken.Collided)) != 0 && ((CheckedToken)engine.Automaton).Checks(operation))
                    report(Explained(operation.Syntax.GetLocation(), Way(operation, flow.Body, token, engine, type)));
            });
        }
    }

    private static Clause Way(IOperation retry, Body body, ILocalSymbol token, FlowEngine engine, TypeFlow type)
    {
        if (Witness.To(retry, body, 1UL << CheckedToken.Collided, engine) is not { } witness)
            return Clause.None;
        var begins = type.Stores[token].Select(store => BeginOf(store, type)).ToList();
        return new Telling(witness).Add(witness.Last(begins.Contains), "begun").Add(witness.BeginOf(1UL << CheckedToken.Collided), "collided").AddDecision().AddCalls().ToClause();
    }

    // A lambda runs at any time: what it does with the token is not on the way.
    private static Body? BodyOf(ILocalSymbol token, TypeFlow type)
    {
        var declaring = type.AllBodies.FirstOrDefault(body => SymbolEqualityComparer.Default.Equals(body.Symbol, token.ContainingSymbol));
        return type.Stores[token].All(store => store.Body == declaring || store.Body.Lambda is null) ? declaring : null;
    }

    // What gave the token: by its value, or by an out parameter.
    private static IInvocationOperation? BeginOf(Store store, TypeFlow type) => store.Value is { } value
        ? TokenOrigin.Of(value, store.Body, type)
        : store.Step is IArgumentOperation argument && TokenOrigin.IsGivenTo(argument, type) ? (IInvocationOperation)argument.Parent! : null;

    private static bool IsNone(Store store) => store.Value is { } value && (value.ConstantValue.HasValue || value is IDefaultValueOperation);
}
