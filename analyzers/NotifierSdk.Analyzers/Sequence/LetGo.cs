using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>Whether the lock under which a token was checked, and had not collided, has been let go since.</summary>
internal sealed class LetGo(TypeFlow type) : Automaton
{
    public const int None = 0;

    /// <summary>Checked, and some lock has been held ever since.</summary>
    public const int Held = 1;

    /// <summary>Checked, and then no lock was held.</summary>
    public const int Gone = 2;

    public override int StateCount => 3;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (operation.IsReadBegin(type.Types) && operation.IsOnThis())
            return Outcome.To(None);
        if (operation.IsReadRetry(type.Types) && operation.IsOnThis())
            return IsUnlocked(operation) ? Outcome.To(None) : Outcome.Split(None, Held);
        return Outcome.To(state == Held && IsUnlocked(operation) ? Gone : state);
    }

    public override bool Decides(IOperation operation, Body body) => operation.IsReadRetry(type.Types) && operation.IsOnThis() && !IsUnlocked(operation);

    // On every path, of every lock: who takes one that has no name may hold that.
    private bool IsUnlocked(IOperation operation) => type.Locks.All(path => type.FlowOf(path).StatesAt(operation) is 0 or HeldLock.IsFree);
}
