namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// How many bodies call one another in a circle. What each of them does depends on all the others, so that a circle costs more than its length: the work is linear
/// only up to a longest one.
/// </summary>
internal sealed class Recursion
{
    /// <summary>More than that is generated code, which is given up on.</summary>
    public const int Longest = 150;

    private readonly TypeFlow _type;
    private readonly Dictionary<Body, int> _reached = []; // in what order the bodies were first met
    private readonly Dictionary<Body, int> _lowest = []; // the earliest of them that each leads back to
    private readonly HashSet<Body> _open = [];
    private readonly Stack<Body> _circle = new(); // those that are open, in that order

    private Recursion(TypeFlow type) => _type = type;

    /// <summary>Whether there is a circle of more bodies than the longest that is followed.</summary>
    public static bool IsTooLong(TypeFlow type)
    {
        if (type.AllBodies.Count <= Longest)
            return false;
        var recursion = new Recursion(type);
        return type.AllBodies.Any(body => !recursion._reached.ContainsKey(body) && recursion.Visit(body) > Longest);
    }

    // Tarjan's strongly connected components, without recursion: the chain of calls may be as long as the source likes. Returns the size of the largest.
    private int Visit(Body root)
    {
        var largest = 0;
        var chain = new Stack<(Body Body, IEnumerator<Body> Callees)>();
        chain.Push(Enter(root));
        while (chain.Count > 0)
        {
            var (body, callees) = chain.Peek();
            if (callees.MoveNext())
            {
                if (!_reached.TryGetValue(callees.Current, out var reached))
                    chain.Push(Enter(callees.Current));
                else if (_open.Contains(callees.Current))
                    _lowest[body] = Math.Min(_lowest[body], reached);
                continue;
            }

            chain.Pop();
            if (_lowest[body] == _reached[body])
                largest = Math.Max(largest, Close(body));
            if (chain.Count > 0)
                _lowest[chain.Peek().Body] = Math.Min(_lowest[chain.Peek().Body], _lowest[body]);
        }

        return largest;
    }

    private (Body Body, IEnumerator<Body> Callees) Enter(Body body)
    {
        _reached.Add(body, _reached.Count);
        _lowest.Add(body, _reached[body]);
        _open.Add(body);
        _circle.Push(body);
        return (body, _type.CalledBy(body).GetEnumerator());
    }

    private int Close(Body first)
    {
        var size = 0;
        Body last;
        do
        {
            last = _circle.Pop();
            _open.Remove(last);
            size++;
        }
        while (last != first);
        return size;
    }
}
