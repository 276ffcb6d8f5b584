using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// Runs one automaton over the bodies of a type: from the bodies and states that a rule enters, through every path, into helpers and local functions, until
/// no state is new. See docs/flow.md.
/// </summary>
internal sealed class FlowEngine(Automaton automaton, TypeBodies bodies)
{
    private readonly StateSpace _space = new(automaton.StateCount);
    private readonly Dictionary<Body, BodyFlow> _flows = [];
    private Dictionary<Body, (int Number, ulong States)>? _entries;
    private ILookup<Body?, Body>? _callers;

    public Automaton Automaton { get; } = automaton;

    public StateSpace Space => _space;

    /// <summary>Whether what was found is exact. If not, there may be paths among it that do not exist, and a rule must stay silent.</summary>
    public bool IsExact => _flows.Values.All(flow => flow.Conditions.AreComplete);

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
        while (Size() != before && _flows.Values.Any(flow => flow.IsRecursive));
    }

    /// <summary>The paths of a body so far.</summary>
    public BodyFlow FlowOf(Body body)
    {
        if (!_flows.TryGetValue(body, out var flow))
        {
            Spend(body.Graph.Blocks.Length);
            _flows.Add(body, flow = new BodyFlow(body, this));
        }

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

    /// <summary>Counts what it looks at.</summary>
    public void Spend(int operations) => bodies.Budget.Spend(operations);

    /// <summary>Whether a message may still say on which way; counts the places that are looked at for it.</summary>
    public bool TrySearch() => bodies.TrySearch();

    /// <summary>In what order a body was given as an entry, and in which states.</summary>
    public bool TryFindEntry(Body body, out (int Number, ulong States) entry)
    {
        if (_entries is null)
        {
            _entries = [];
            foreach (var (each, states) in Entries)
                _entries[each] = _entries.TryGetValue(each, out var known) ? (known.Number, known.States | states) : (_entries.Count, states);
        }

        return _entries.TryGetValue(body, out entry);
    }

    /// <summary>The reached bodies that call the body; one that calls it twice, twice.</summary>
    public IEnumerable<Body> CallersOf(Body body) => (_callers ??= Reached
        .SelectMany(flow => flow.Body.Calls.Select(call => (Caller: flow.Body, Callee: Callee(call, flow.Body))))
        .Where(call => call.Callee is not null)
        .ToLookup(call => call.Callee, call => call.Caller))[body];

    /// <summary>The paths of the body so far; null if none reaches it.</summary>
    public BodyFlow? ReachedFlowOf(Body body) => _flows.TryGetValue(body, out var flow) && flow.IsEntered ? flow : null;

    private int Size() => _flows.Values.Sum(flow => flow.Size);
}
