using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;
using NotifierSdk.Analyzers.Flow.Witnesses;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>What a method knows of the read section that it has open on its own notifier.</summary>
internal sealed class OpenSection(TypeFlow type) : Automaton
{
    public const int None = 0;

    /// <summary>Begun, and not checked under the lock.</summary>
    public const int Open = 1;

    /// <summary>Checked, and the lock is still held.</summary>
    public const int Valid = 2;

    /// <summary>Checked: something collided.</summary>
    public const int Collided = 3;

    public override int StateCount => 4;

    public override Outcome Step(int state, IOperation operation, Body body)
    {
        if (operation.IsReadBegin(type.Types) && operation.IsOnThis())
            return Outcome.To(Open);
        if (operation.IsReadRetry(type.Types) && operation.IsOnThis())
            return Outcome.Split(Collided, Valid);
        return Outcome.To(state == Valid && LockOperation.Of(operation, body, type) is { Action: LockAction.Release } ? None : state);
    }

    public override bool Decides(IOperation operation, Body body) => operation.IsReadRetry(type.Types) && operation.IsOnThis();

    /// <summary>Where the section was begun, and what led from there to the operation in that state.</summary>
    public static Clause Way(IOperation operation, Body body, int state, FlowEngine engine, TypeFlow type)
    {
        if (Witness.To(operation, body, 1UL << state, engine) is not { } witness)
            return Clause.None;
        var begun = witness.Last(step => step.IsReadBegin(type.Types) && step.IsOnThis());
        var came = witness.BeginOf(1UL << state);
        if (state == Open)
            return new Telling(witness).Add(begun ?? came, "begun").AddDecision().AddCalls().ToClause();
        return new Telling(witness).Add(begun, "begun").Add(came, "collided").AddDecision().AddCalls().ToClause();
    }

    /// <summary>Follows the sections of a notifier through its methods; what only the type calls is entered as it is called.</summary>
    public static FlowEngine Follow(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(OpenSection), notifier, () => FollowAnew(notifier, type));

    /// <summary>The methods of a notifier that are entered without a section.</summary>
    public static IEnumerable<Body> Entries(INamedTypeSymbol notifier, TypeFlow type) => type.Bodies.All
        .Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier))
        .Where(body => body.Method?.IsCallback(type.Types) != true) // a section in a callback is an error of its own
        .Where(body => body.Symbol.DeclaredAccessibility != Accessibility.Private || !type.IsCalled(body.Symbol) || RunsOnThreads(body, type));

    // Nothing but lambdas that are handed to threads calls it.
    private static bool RunsOnThreads(Body body, TypeFlow type) => type.CallsInto.Contains(body) && type.CallsInto[body].All(call => call.Caller.Lambda is { } lambda && LockFlow.StartsThread(lambda));

    private static FlowEngine FollowAnew(INamedTypeSymbol notifier, TypeFlow type) =>
        type.Run(new OpenSection(type), Entries(notifier, type).Select(body => (body, 1UL << None)));
}
