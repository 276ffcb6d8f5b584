using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>What a place is to the question that is asked.</summary>
internal enum Finding
{
    /// <summary>Somewhere else.</summary>
    None,

    /// <summary>The bug, where it is reported.</summary>
    Bug,

    /// <summary>The same bug at another place.</summary>
    OtherBug,

    /// <summary>Where it would be, if all were not well.</summary>
    Right,
}

/// <summary>
/// Looks for the shortest path to a bug that the engine has found, and for the moment from which it could not turn out right any more. Asked only when
/// something is reported.
/// </summary>
internal sealed class Search
{
    // Methods that people write have some hundreds of them; on a longer way the message goes without.
    private const int MostPlaces = 10_000;

    private readonly List<Place> _places = [];
    private readonly List<(int Before, Move Move)> _arrivals = [];
    private readonly List<List<int>> _next = [];
    private readonly Dictionary<Place, int> _numbers = [];
    private readonly Func<Place, Finding> _ask;

    private Search(Func<Place, Finding> ask) => _ask = ask;

    /// <summary>The path, each place with the move that led there; null if there is none, or if it would take too long to find it.</summary>
    public static Witness? Run(FlowEngine engine, Body body, Func<Place, Finding> ask)
    {
        var leading = LeadingTo(body, engine);
        var search = new Search(ask);
        var moves = new Moves(engine, leading);
        foreach (var (entry, states) in EntriesAmong(leading, engine))
        {
            foreach (var place in moves.Enter(entry, states))
                search.Arrive(-1, new Move(place, MoveKind.Enter, false));
        }

        return search.Explore(moves, engine) ? search.Find(engine) : null;
    }

    // Bodies whose calls come to the one where the bug is.
    private static HashSet<Body> LeadingTo(Body body, FlowEngine engine)
    {
        var leading = new HashSet<Body> { body };
        var open = new Stack<Body>(leading);
        while (open.Count > 0)
        {
            foreach (var caller in engine.CallersOf(open.Pop()).Where(leading.Add))
                open.Push(caller);
        }

        return leading;
    }

    // In the order of the source, so that of two ways the same one is told each time.
    private static IEnumerable<(Body Entry, ulong States)> EntriesAmong(HashSet<Body> leading, FlowEngine engine)
    {
        var entries = new List<(int Number, Body Entry, ulong States)>();
        foreach (var body in leading)
        {
            if (engine.TryFindEntry(body, out var entry))
                entries.Add((entry.Number, body, entry.States));
        }

        return entries.OrderBy(entry => entry.Number).Select(entry => (entry.Entry, entry.States));
    }

    private bool Explore(Moves moves, FlowEngine engine)
    {
        for (var at = 0; at < _places.Count; at++)
        {
            if (_places.Count > MostPlaces || !engine.TrySearch())
                return false;
            foreach (var move in moves.From(_places[at]))
                Arrive(at, move);
        }

        return true;
    }

    private void Arrive(int before, Move move)
    {
        if (!_numbers.TryGetValue(move.To, out var number))
        {
            _numbers.Add(move.To, number = _places.Count);
            _places.Add(move.To);
            _arrivals.Add((before, move));
            _next.Add([]);
        }

        if (before >= 0)
            _next[before].Add(number);
    }

    private Witness? Find(FlowEngine engine)
    {
        var findings = _places.Select(_ask).ToList();
        var bug = findings.IndexOf(Finding.Bug);
        if (bug < 0)
            return null;
        var path = new List<int>();
        for (var at = bug; at >= 0; at = _arrivals[at].Before)
            path.Add(at);
        path.Reverse();
        var canBeRight = CanBeRight(findings);
        var last = path.FindLastIndex(at => canBeRight[at]);
        var alternatives = last < 0 ? Enumerable.Range(0, _places.Count).Where(at => _arrivals[at].Before < 0) : _next[path[last]];
        return new Witness(
            engine,
            [.. path.Select(at => _arrivals[at].Move)],
            last + 1,
            [.. alternatives.Where(at => canBeRight[at]).Select(at => _places[at])]);
    }

    // Backwards from where it is right, but not through the bug: what comes after it is another story.
    private bool[] CanBeRight(List<Finding> findings)
    {
        var before = new List<int>[_places.Count];
        for (var at = 0; at < _places.Count; at++)
        {
            foreach (var next in _next[at])
                (before[next] ??= []).Add(at);
        }

        var can = new bool[_places.Count];
        var open = new Stack<int>(Enumerable.Range(0, _places.Count).Where(at => findings[at] == Finding.Right));
        while (open.Count > 0)
        {
            var at = open.Pop();
            if (can[at] || findings[at] is Finding.Bug or Finding.OtherBug)
                continue;
            can[at] = true;
            foreach (var earlier in before[at] ?? [])
                open.Push(earlier);
        }

        return can;
    }
}
