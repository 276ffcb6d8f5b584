using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether an object has left its space, so that nobody listens until another one is inserted.</summary>
internal sealed class Gap(WellKnownTypes types) : Automaton
{
    public const int Listening = 0;

    /// <summary>It leaves with a batch that has not been applied, and that inserts nothing.</summary>
    private const int Batched = 1;

    public const int Left = 2;

    public override int StateCount => 3;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (operation is not IInvocationOperation call)
            return Outcome.To(state);
        if (call.TargetMethod.IsMember(types.IntervalNotifier, MemberNames.RemoveLater) && IsThis(call.Instance, body))
            return Outcome.To(Left);
        if (call.TargetMethod.IsMember(types.AddressSpace, "Apply"))
            return Outcome.To(state == Batched ? Left : state);
        if (call.TargetMethod.ContainingType is not { Name: "NotifierBatch" })
            return Outcome.To(state);
        return Outcome.To(call.TargetMethod.Name switch
        {
            MemberNames.RemoveLater when state == Listening && call.Arguments.Any(argument => IsThis(argument.Value, body)) => Batched,
            _ when state == Batched => Listening, // it does more, and is one batch
            _ => state,
        });
    }

    public override bool Enters(IInvocationOperation call, Body body) => call.Instance is null or IInstanceReferenceOperation;

    private static bool IsThis(IOperation? value, Body body) => NotifierPath.Of(value, body) is { IsThis: true };
}
