using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>2003: <c>SetSeq</c> with anything but the sequence of the invalidation at hand.</summary>
internal sealed class SetSeqOfAnother() : FlowRule(SequenceRules.SetSeqOfAnother)
{
    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var (call, body) in type.Calls)
        {
            if (call.IsSetSeq(type.Types) && call.Arguments.Length == 1 && WhatElse(call.Arguments[0].Value, body, type) is { } what)
                report(At(call.Arguments[0].Syntax.GetLocation(), null, what));
        }
    }

    // A parameter may be anything; a field may be one that this callback has just filled.
    private static string? WhatElse(IOperation argument, Body body, TypeFlow type) => body.Resolve(argument) switch
    {
        IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } => "a default value, which SetSeq refuses",
        IFieldReferenceOperation { Field: var field } when !IsFilled(field, body, type) => $"the sequence that '{field.Name}' was left with",
        IPropertyReferenceOperation { Property.Name: "Sequence", Instance: { } invalidation }
            when body.Resolve(invalidation) is IFieldReferenceOperation { Field: var field } && !IsFilled(field, body, type) => $"the sequence of '{field.Name}'",
        _ => null,
    };

    private static bool IsFilled(IFieldSymbol field, Body body, TypeFlow type) =>
        type.AllBodies.Any(each => each == body || each.Method is not { MethodKind: MethodKind.Constructor })
        && type.AllBodies.SelectMany(each => each.Operations.SelectMany(step => Writes.Of(step, each)).Select(write => (write, each)))
            .Any(found => SymbolEqualityComparer.Default.Equals(found.write.Symbol, field) && (found.each == body || !IsCallback(body, type) || CallsInto(found.each, body)));

    private static bool IsCallback(Body body, TypeFlow type) => body.Method?.OverridesCallback(type.Types) == true;

    private static bool CallsInto(Body writer, Body reader) =>
        reader.Operations.OfType<IInvocationOperation>().Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, writer.Symbol));
}
