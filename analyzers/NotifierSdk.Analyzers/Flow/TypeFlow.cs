using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>What a flow rule gets to see: a type that stands in no other, with the bodies of all its members and nested types.</summary>
internal sealed class TypeFlow(INamedTypeSymbol type, TypeBodies bodies, WellKnownTypes types, CancellationToken cancellationToken)
{
    public INamedTypeSymbol Type { get; } = type;

    public TypeBodies Bodies { get; } = bodies;

    public WellKnownTypes Types { get; } = types;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Every body with its local functions and lambdas.</summary>
    public IEnumerable<Body> AllBodies => Bodies.All.SelectMany(body => body.SelfAndNested);

    /// <summary>Every call in the type, with the body that makes it.</summary>
    public IEnumerable<(IInvocationOperation Call, Body Caller)> Calls =>
        AllBodies.SelectMany(body => body.Operations.OfType<IInvocationOperation>().Select(call => (call, body)));

    /// <summary>The notifiers among the type and those nested in it.</summary>
    public IEnumerable<INamedTypeSymbol> Notifiers => Type.SelfAndNested().Where(Types.IsNotifier);

    /// <summary>Runs an automaton from the bodies and states in which it may be entered.</summary>
    public FlowEngine Run(Automaton automaton, IEnumerable<(Body Body, ulong States)> entries)
    {
        var engine = new FlowEngine(automaton, Bodies, CancellationToken);
        engine.Run(entries);
        return engine;
    }
}
