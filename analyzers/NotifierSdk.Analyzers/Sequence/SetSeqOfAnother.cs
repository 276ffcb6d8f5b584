using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2003: <c>SetSeq</c> with anything but the sequence of the invalidation at hand.</summary>
internal sealed class SetSeqOfAnother() : FlowRule(SequenceRules.SetSeqOfAnother)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (call.IsSetSeq(type.Types) && call.Arguments.Length == 1 && WhatElse(call.Arguments[0].Value, body, type) is var (what, source))
                report(Explained(call.Arguments[0].Syntax.GetLocation(), source, what));
        }
    }

    // A parameter may be anything; a field may be one that this callback has just filled.
    private static (string What, Clause Source)? WhatElse(IOperation argument, Body body, TypeFlow type) => Named(argument, body, type) switch
    {
        IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } => ("a default value", Clause.None),
        IFieldReferenceOperation { Field: var field } when !IsFilled(field, argument, body, type) => ($"the sequence that '{field.Name}' was left with", Stored(field, type)),
        IPropertyReferenceOperation { Property.Name: "Sequence", Instance: { } invalidation }
            when body.Resolve(invalidation) is IFieldReferenceOperation { Field: var field } && !IsFilled(field, argument, body, type) => ($"the sequence of '{field.Name}'", Stored(field, type)),
        _ => null,
    };

    // What a getter of the type says it is.
    private static IOperation Named(IOperation argument, Body body, TypeFlow type) =>
        body.Resolve(argument) is var value && value is IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property.GetMethod: { } getter } && type.Bodies.Find(getter) is { Returned: { Count: 1 } returned } own ? own.Resolve(returned[0]) : value;

    private static Clause Stored(IFieldSymbol field, TypeFlow type) => Clause.Of("stored", type.Stores[field].Select(store => store.Step.Syntax.GetLocation()).Distinct());

    // By this callback, on every path to the place, in whatever helper. What somebody else calls may have been told what to save.
    private static bool IsFilled(IFieldSymbol field, IOperation argument, Body body, TypeFlow type)
    {
        var callbacks = type.Bodies.All.Where(callback => callback.Method?.OverridesCallback(type.Types) == true).ToList();
        if (!callbacks.Contains(body) && !(type.IsCalledPrivately(body) && type.CalleesOf(callbacks).Contains(body)))
            return true;
        var engine = type.Run(new FilledField(field), callbacks.Select(callback => (callback, 1UL << FilledField.Not)));
        var isLeft = false;
        if (engine.IsExact && engine.ReachedFlowOf(body) is { } flow)
            flow.Visit((operation, states) => isLeft |= operation == argument && (states & (1UL << FilledField.Not)) != 0);
        return !isLeft;
    }
}
