using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Descriptors;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Callbacks.Blocking;

/// <summary>3003: a callback waits for something without having asked whether the invalidation is blockable.</summary>
internal sealed class BlocksUnasked() : FlowRule(CallbackRules.BlocksUnasked)
{
    // Locks are not among them: those that are held for moments only make nobody wait whom it hurts.
    private static readonly HashSet<(string Type, string Member)> s_waits =
    [
        ("Thread", "Sleep"), ("Thread", "Join"),
        ("Task", "Wait"), ("Task", "WaitAll"), ("Task", "WaitAny"), ("Task", "Result"),
        ("TaskAwaiter", "GetResult"), ("ValueTaskAwaiter", "GetResult"), ("ConfiguredTaskAwaiter", "GetResult"), ("ConfiguredValueTaskAwaiter", "GetResult"),
        ("WaitHandle", "WaitOne"), ("WaitHandle", "WaitAll"), ("WaitHandle", "WaitAny"),
        ("ManualResetEventSlim", "Wait"), ("CountdownEvent", "Wait"), ("Barrier", "SignalAndWait"), ("Monitor", "Wait"), ("SpinWait", "SpinUntil"),
        ("Process", "WaitForExit"),
    ];

    public override void Analyze(TypeFlow type, Action<Diagnostic> report)
    {
        foreach (var callback in Roots.Of(type))
        {
            var engine = type.Run(new BlockableAnswer(allowing: true, type), [(callback, BlockableAnswer.IsUnasked)]);
            if (!engine.IsExact)
                continue;
            foreach (var flow in engine.Reached)
            {
                flow.Visit((operation, states) =>
                {
                    if ((states & BlockableAnswer.IsUnasked) != 0 && WaitOf(operation, flow.Body) is { } wait)
                        report(Explained(operation.Syntax.GetLocation(), Way(operation, flow.Body, engine), wait, callback.Symbol.Name));
                });
            }
        }
    }

    private static Clause Way(IOperation wait, Body body, FlowEngine engine) =>
        Witness.To(wait, body, BlockableAnswer.IsUnasked, engine) is { } witness ? new Telling(witness).AddDecision().AddCalls().ToClause() : Clause.None;

    private static string? WaitOf(IOperation operation, Body body)
    {
        ISymbol? member = operation switch
        {
            IInvocationOperation call => CannotSayHowLong(call, body) ? null : call.TargetMethod,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        return member?.ContainingType is { } type && IsSystem(type) && s_waits.Contains((type.Name, member.Name)) ? $"{type.Name}.{member.Name}" : null;
    }

    // A time that is zero, or that is computed, perhaps from the very answer.
    private static bool CannotSayHowLong(IInvocationOperation call, Body body) => call.Arguments.Any(argument =>
        argument.Parameter?.Type is { } type
        && (type.SpecialType == SpecialType.System_Int32 || type.Name == "TimeSpan")
        && body.Resolve(argument.Value) is var time
        && (time.ConstantValue is { HasValue: true, Value: 0 } || (!time.ConstantValue.HasValue && !IsFixed(time))));

    private static bool IsFixed(IOperation time) =>
        time is IInvocationOperation { TargetMethod.Name: "FromSeconds" or "FromMilliseconds" or "FromMinutes" } or IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true, Name: not "Zero" } };

    private static bool IsSystem(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }

        return false;
    }
}
