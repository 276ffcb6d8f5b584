using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// Runs one automaton over the bodies of a type: from the bodies and states that a rule enters, through every path, into helpers and local functions, until
/// no table grows any more. See docs/flow.md.
/// </summary>
internal sealed class FlowEngine(Automaton automaton, TypeBodies bodies)
{
    private readonly StateSpace _space = new(automaton.StateCount);
    private readonly Dictionary<Body, BodyFlow> _flows = [];
    private readonly Stack<BodyFlow> _working = []; // the body that is looked at, on top of those that call it
    private readonly Queue<BodyFlow> _outdated = []; // those that read a row which has grown since, as bodies that call one another in a circle do
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
        foreach (var (body, states) in Entries)
        {
            foreach (var state in Bits.Of(states))
                Enter(body, state);
        }

        while (_outdated.Count > 0)
            _outdated.Dequeue().LookAgain();
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

    /// <summary>The table row of a body for one state; whoever reads it looks again if it grows.</summary>
    public Summary Enter(Body body, int state)
    {
        var flow = FlowOf(body);
        var row = flow.Enter(state);
        if (_working.Count > 0)
            flow.Readers.Add(_working.Peek());
        return row;
    }

    /// <summary>The body is looked at until <see cref="EndWork"/>.</summary>
    public void BeginWork(BodyFlow flow) => _working.Push(flow);

    /// <summary>What was begun last has ended. If a row of the table has grown, those that read the table before are outdated.</summary>
    public void EndWork(bool hasGrown)
    {
        var done = _working.Pop();
        foreach (var reader in hasGrown ? done.Readers : [])
        {
            if (reader.TryOutdate())
                _outdated.Enqueue(reader);
        }
    }

    /// <summary>The body as the automaton reads it.</summary>
    public Transfers On(Body body) => Automaton.On(body, bodies);

    /// <summary>The body that a call, or the read of a property, runs, if the engine follows it.</summary>
    public Body? Callee(IOperation operation, Body caller) => On(caller).Callee(operation);

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
        .SelectMany(flow => flow.Body.Runs.Select(run => (Caller: flow.Body, Callee: Callee(run, flow.Body))))
        .Where(call => call.Callee is not null)
        .ToLookup(call => call.Callee, call => call.Caller))[body];

    /// <summary>The paths of the body so far; null if none reaches it.</summary>
    public BodyFlow? ReachedFlowOf(Body body) => _flows.TryGetValue(body, out var flow) && flow.IsEntered ? flow : null;
}
