using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// Runs one automaton over the bodies of a type: from the bodies and states that a rule enters, through every path, into helpers and local functions, until
/// no state is new. See docs/flow.md.
/// </summary>
internal sealed class FlowEngine(Automaton automaton, TypeBodies bodies, CancellationToken cancellationToken)
{
    private readonly StateSpace _space = new(automaton.StateCount);
    private readonly Dictionary<Body, BodyFlow> _flows = [];
    private bool _gaveUp;

    public Automaton Automaton { get; } = automaton;

    public StateSpace Space => _space;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Whether what was found is exact. If not, there may be paths among it that do not exist, and a rule must stay silent.</summary>
    public bool IsExact => !_gaveUp && _flows.Values.All(flow => flow.Conditions.AreComplete);

    /// <summary>Where paths begin.</summary>
    public IReadOnlyList<(Body Body, ulong States)> Entries { get; private set; } = [];

    /// <summary>The bodies that some path reaches.</summary>
    public IEnumerable<BodyFlow> Reached => _flows.Values.Where(flow => flow.IsEntered);

    /// <summary>Runs the bodies from the states in which somebody may enter them.</summary>
    public void Run(IEnumerable<(Body Body, ulong States)> entries)
    {
        Entries = [.. entries];
        int before;
        do
        {
            before = Size();
            foreach (var flow in _flows.Values)
                flow.StartOver();
            foreach (var (body, states) in Entries)
            {
                foreach (var state in Bits.Of(states))
                    Enter(body, state);
            }
        }
        while (Size() != before && _flows.Values.Any(flow => flow.IsRecursive) && !_gaveUp);
    }

    /// <summary>The paths of a body so far.</summary>
    public BodyFlow FlowOf(Body body)
    {
        if (!_flows.TryGetValue(body, out var flow))
            _flows.Add(body, flow = new BodyFlow(body, this));
        return flow;
    }

    /// <summary>The table row of a body for one state.</summary>
    public Summary Enter(Body body, int state) => FlowOf(body).Enter(state);

    /// <summary>The body as the automaton reads it.</summary>
    public Transfers On(Body body) => Automaton.On(body, bodies);

    /// <summary>The body that a call runs, if the engine follows it.</summary>
    public Body? Callee(IInvocationOperation call, Body caller) => On(caller).Callee(call);

    /// <summary>Whether the states after the operation depend on its boolean value.</summary>
    public bool Decides(IOperation operation, Body body) => On(body).Decides(operation);

    /// <summary>Counts the visit of a block; false when there were too many.</summary>
    public bool Spend()
    {
        CancellationToken.ThrowIfCancellationRequested();
        _gaveUp |= !bodies.TryVisit();
        return !_gaveUp;
    }

    private int Size() => _flows.Values.Sum(flow => flow.Size);
}
