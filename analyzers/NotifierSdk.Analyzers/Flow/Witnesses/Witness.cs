using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>Something that happens on a path.</summary>
/// <param name="At">Which move of the path it is.</param>
/// <param name="Kind">How the path went on.</param>
/// <param name="Operation">What ran, or the condition that was asked.</param>
/// <param name="Value">How the condition turned out.</param>
internal sealed record Event(int At, MoveKind Kind, IOperation Operation, Body Body, bool Value);

/// <summary>
/// One path to a bug, from where somebody enters the type: what makes a message "accepted without SetSeq" say on which way. It exists: each move is one that the
/// engine makes, too.
/// </summary>
internal sealed class Witness
{
    private readonly FlowEngine _engine;
    private readonly IReadOnlyList<Move> _path;
    private readonly int _turn;
    private readonly IReadOnlyList<Place> _alternatives;

    /// <param name="path">The moves, the first of which enters a body and the last of which arrives at the bug.</param>
    /// <param name="turn">The first move behind which it could not turn out right any more.</param>
    /// <param name="alternatives">Where the path might have gone instead of it, and been right.</param>
    public Witness(FlowEngine engine, IReadOnlyList<Move> path, int turn, IReadOnlyList<Place> alternatives)
    {
        _engine = engine;
        _path = path;
        _turn = turn;
        _alternatives = alternatives;
    }

    public IReadOnlyList<Move> Path => _path;

    /// <summary>The body in which it begins.</summary>
    public Body Entered => _path[0].To.Flow.Body;

    /// <summary>The calls through which it comes from there to the body of the bug.</summary>
    public IEnumerable<Event> Calls => Moves(MoveKind.Call).Select(at => EventOf(at)!);

    /// <summary>The shortest path on which an operation is reached in one of the states.</summary>
    public static Witness? To(IOperation operation, Body body, ulong states, FlowEngine engine) => Search.Run(engine, body, place =>
        place.Operation != operation ? Finding.None : (states & (1UL << StateAt(place, engine))) != 0 ? Finding.Bug : Finding.Right);

    /// <summary>The shortest path on which the body returns so.</summary>
    public static Witness? ToReturn(Body body, FlowEngine engine, Func<BasicBlock, bool, int, Finding> ask) => Search.Run(engine, body, place =>
        place.Returned is { } value && place.Flow.Body == body ? ask(place.Block, value, StateAt(place, engine)) : Finding.None);

    /// <summary>Where the states began that the path ends in; null if it is entered in one.</summary>
    public Event? BeginOf(ulong states)
    {
        for (var at = _path.Count - 1; at > 0; at--)
        {
            if ((states & (1UL << StateAt(_path[at - 1].To, _engine))) == 0)
                return EventOf(at);
        }

        return null;
    }

    /// <summary>The last step on the path that is such a one, or a call of a helper that comes to one.</summary>
    public Event? Last(Func<IOperation, bool> isSuch)
    {
        for (var at = _path.Count - 1; at > 0; at--)
        {
            if (EventOf(at) is { Kind: not MoveKind.Call } found && _path[at - 1].To.Operation == found.Operation && isSuch(found.Operation))
                return found;
        }

        return null;
    }

    /// <summary>The body of the type's own that ran there as one step; null if it was another operation.</summary>
    public Body? HelperOf(Event found) => found.Kind != MoveKind.Call ? _engine.Callee(found.Operation, found.Body) : null;

    /// <summary>Whether the path went by a condition there that was asked, not by what an operation did.</summary>
    public bool IsCondition(Event found) => found.Kind == MoveKind.Branch && _path[found.At - 1].To.Operation is null;

    /// <summary>What turned out so that the bug was certain from there on; null if it was from the start, or if nothing turned it.</summary>
    public Event? Decision()
    {
        if (_alternatives.Count == 0)
            return null;
        var found = _turn == 0 ? null : EventOf(_turn);
        if (found is { Kind: MoveKind.Branch or MoveKind.Throw })
            return found;
        if (found is { Kind: MoveKind.Call })
            return null;
        return LaterBranch() ?? (found is { Kind: MoveKind.Step } && _engine.Callee(found.Operation, found.Body) is not null ? found : null);
    }

    // What the path goes by was settled before it is asked: by a parameter, or by a flag that a call filled.
    private Event? LaterBranch()
    {
        var taken = _path[_turn].To;
        var alternative = _alternatives.FirstOrDefault(place => place.Flow == taken.Flow && place.Block == taken.Block && place.Step == taken.Step
            && StateAt(place, _engine) == StateAt(taken, _engine));
        if (alternative is null)
            return null;
        var differing = taken.Bit ^ alternative.Bit;
        for (var at = _turn + 1; at < _path.Count; at++)
        {
            if (_path[at].Kind == MoveKind.Branch && EventOf(at) is { } branch && branch.Body == taken.Flow.Body
                && taken.Flow.Conditions.TryFind(branch.Operation, out var number, out _) && (differing & (1 << number)) != 0)
            {
                return branch;
            }
        }

        return null;
    }

    private IEnumerable<int> Moves(MoveKind kind) => Enumerable.Range(0, _path.Count).Where(at => _path[at].Kind == kind);

    private Event? EventOf(int at)
    {
        if (at == 0)
            return null;
        var from = _path[at - 1].To;
        var operation = from.Operation ?? from.Block.BranchValue;
        return operation is null ? null : new Event(at, _path[at].Kind, operation, from.Flow.Body, _path[at].Value);
    }

    private static int StateAt(Place place, FlowEngine engine)
    {
        var state = engine.Space.StateOf(place.Bit);
        return place.Returned is null ? state : engine.Automaton.Leave(state, place.Flow.Body);
    }
}
