using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Callbacks;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Whether a callback has dropped something of the shadow in an earlier hold of the driver lock than the one at hand, and has not saved the sequence yet.</summary>
/// <param name="path">The driver lock.</param>
/// <param name="shadow">What commits fill.</param>
internal sealed class DroppedAhead(LockPath path, HashSet<ISymbol> shadow, TypeFlow type) : Automaton
{
    public const int None = 0;

    /// <summary>Dropped, and the lock is held ever since.</summary>
    public const int Here = 1;

    /// <summary>Dropped, and a commit could have come in since.</summary>
    public const int Earlier = 2;

    /// <summary>The sequence is saved.</summary>
    public const int Saved = 3;

    public override int StateCount => 4;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (state == Saved || operation.IsSetSeq(type.Types))
            return Outcome.To(Saved);
        var held = type.FlowOf(path).StatesAt(operation);
        if (state == Here && held == HeldLock.IsFree)
            state = Earlier;
        if (state == None && IsDrop(operation, body))
            state = held == HeldLock.IsFree ? Earlier : held != 0 && (held & ~HeldLock.IsHeld) == 0 ? Here : None;
        return Outcome.To(state);
    }

    /// <summary>Whether the operation drops something that a commit may have put there.</summary>
    public bool IsDrop(IOperation operation, Body body) => Drops(operation, body)
        || (operation is IInvocationOperation call && Enclosing.RunsAtOnce(call.TargetMethod) && body.Lambdas.Any(lambda => IsHanded(lambda.Lambda, call) && lambda.Operations.Any(inside => Drops(inside, lambda))));

    private bool Drops(IOperation operation, Body body) => Dropping.Of(operation, body, type) is { } member && shadow.Contains(member);

    private static bool IsHanded(IOperation? function, IInvocationOperation call) =>
        function?.Parent is IDelegateCreationOperation { Parent: IArgumentOperation argument } && argument.Parent == call;
}
