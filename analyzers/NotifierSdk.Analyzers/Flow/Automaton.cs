using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// What one rule follows along every path: a finite automaton whose input are the operations of a method, in the order in which they run.
/// The engine carries the set of states that some path leads to; it never mixes the states of different paths, so that what a finally block or a
/// helper does is an exact table from state to states.
/// </summary>
internal abstract class Automaton
{
    private readonly Dictionary<Body, Transfers> _transfers = [];

    /// <summary>How many states there are, numbered from 0; at most 8, so that the engine has room for conditions beside each.</summary>
    public abstract int StateCount { get; }

    /// <summary>Where the operation leads from a state. Calls of helpers whose body the engine can see do not come here.</summary>
    public abstract Outcome Step(int state, IOperation operation, Body body);

    /// <summary>Whether the states that <see cref="Step"/> leads to depend on the operation's boolean value, as those of a lock that is tried.</summary>
    public virtual bool Decides(IOperation operation, Body body) => false;

    /// <summary>Where it leads from a state that the condition turned out true, or false. 0: such a path does not exist.</summary>
    public virtual ulong Assume(int state, IOperation condition, bool value, Body body) => 1UL << state;

    /// <summary>Whether a catch must reckon with the operation throwing.</summary>
    public virtual bool MayThrow(IOperation operation, Body body) =>
        operation.Kind is OperationKind.Invocation or OperationKind.ObjectCreation or OperationKind.Await;

    /// <summary>What becomes of a state when the body is left.</summary>
    public virtual int Leave(int state, Body body) => state;

    /// <summary>Whether the engine follows this call into the body of the helper. One that asks of <c>this</c> without saying whose must not follow into another object.</summary>
    public virtual bool Enters(IInvocationOperation call, Body body) => true;

    /// <summary>The same of the getter of a property that is read.</summary>
    public virtual bool Enters(IPropertyReferenceOperation read, Body body) => read.Instance is null or IInstanceReferenceOperation;

    /// <summary>The body as this automaton reads it. An automaton is for the bodies of one type.</summary>
    public Transfers On(Body body, TypeBodies bodies)
    {
        if (!_transfers.TryGetValue(body, out var transfers))
            _transfers.Add(body, transfers = new Transfers(body, this, bodies));
        return transfers;
    }
}
