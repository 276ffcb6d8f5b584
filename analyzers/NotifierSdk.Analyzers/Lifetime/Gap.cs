using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Lifetime;

/// <summary>Whether a notifier has left its space, so that nobody listens until another one is inserted.</summary>
internal sealed class Gap(NotifierPath path, WellKnownTypes types) : Automaton
{
    public const int Listening = 0;

    /// <summary>It leaves with a batch that has not been applied, and that inserts nothing.</summary>
    private const int Batched = 1;

    public const int Left = 2;

    /// <summary>It has left, and its name stands for another notifier now.</summary>
    public const int Renamed = 3;

    public override int StateCount => 4;

    public override Outcome Step(int state, IOperation operation, Body body) => Outcome.To(operation switch
    {
        IInvocationOperation call => Called(state, call, body),
        _ when path.IsChangedBy(operation, body) => state is Left or Renamed ? Renamed : Listening,
        IMemberReferenceOperation member when state == Renamed && Is(member.Instance, body) => Listening, // what is said of the other one is not said of it
        _ => state,
    });

    public override bool Enters(IInvocationOperation call, Body body) => (call.Instance is null or IInstanceReferenceOperation) && !path.IsOfVariableIn(call.TargetMethod);

    private int Called(int state, IInvocationOperation call, Body body)
    {
        if (Is(call.Instance, body) && WellKnownTypes.Is(call.TargetMethod.ContainingType, types.IntervalNotifier))
        {
            return call.TargetMethod.Name switch
            {
                MemberNames.RemoveLater => Left,
                MemberNames.Remove or MemberNames.RemoveAsync or MemberNames.TryRemove => Listening, // its shadow is dropped when that returns
                _ => state,
            };
        }

        if (call.TargetMethod.IsMember(types.AddressSpace, "Apply"))
            return state == Batched ? Left : state;
        if (call.TargetMethod.ContainingType is not { Name: "NotifierBatch" })
            return state;
        return call.TargetMethod.Name switch
        {
            MemberNames.RemoveLater when state == Listening && call.Arguments.Any(argument => Is(argument.Value, body)) => Batched,
            _ when state == Batched => Listening, // it does more, and is one batch
            _ => state,
        };
    }

    private bool Is(IOperation? value, Body body) => value is not null && path.Equals(NotifierPath.Of(value, body));
}
