using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>Which methods of one type run because a callback calls them, directly or through others of the type.</summary>
internal sealed class CallGraph(WellKnownTypes types)
{
    private readonly Dictionary<IMethodSymbol, HashSet<IMethodSymbol>> _callers = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, HashSet<IMethodSymbol>> _callees = new(SymbolEqualityComparer.Default);
    private Dictionary<IMethodSymbol, IMethodSymbol?>? _calledFrom;

    public void Add(IMethodSymbol caller, IMethodSymbol callee)
    {
        Of(_callers, callee).Add(caller);
        Of(_callees, caller).Add(callee);
    }

    /// <summary>Whether a callback leads to the method.</summary>
    public bool IsReached(IMethodSymbol method) => CalledFrom.ContainsKey(method) || method.IsCallback(types);

    /// <summary>
    /// The shortest way from a callback to the method, callback first; empty if there is none. Of several callbacks, the one whose name comes first,
    /// so that a message does not depend on the order of analysis.
    /// </summary>
    public IReadOnlyList<IMethodSymbol> WayFromCallback(IMethodSymbol method)
    {
        if (!IsReached(method))
            return [];
        var way = new List<IMethodSymbol>();
        for (IMethodSymbol? at = method; at is not null; at = CalledFrom.TryGetValue(at, out var caller) ? caller : null)
            way.Add(at);
        way.Reverse();
        return way;
    }

    /// <summary>The methods that such a callback leads to, with itself.</summary>
    public HashSet<IMethodSymbol> From(Func<IMethodSymbol, bool> isRoot)
    {
        var reached = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<IMethodSymbol>(_callees.Keys.Where(isRoot));
        while (open.Count > 0)
        {
            var method = open.Pop();
            if (!reached.Add(method) || !_callees.TryGetValue(method, out var callees))
                continue;
            foreach (var callee in callees)
                open.Push(callee);
        }

        return reached;
    }

    /// <summary>Whether nothing but callbacks can lead to the method, as far as the type shows.</summary>
    public bool IsOnlyForCallbacks(IMethodSymbol method)
    {
        if (method.IsCallback(types))
            return true;
        if (method is { DeclaredAccessibility: not Accessibility.Private, MethodKind: not MethodKind.LocalFunction })
            return false;
        return !_callers.TryGetValue(method, out var callers) || callers.All(caller => SymbolEqualityComparer.Default.Equals(caller, method) || IsReached(caller));
    }

    // For each method that a callback leads to, the one before it on the shortest way; found for all of them at once.
    private Dictionary<IMethodSymbol, IMethodSymbol?> CalledFrom
    {
        get
        {
            if (_calledFrom is not null)
                return _calledFrom;
            var calledFrom = _calledFrom = new(SymbolEqualityComparer.Default);
            var queue = new Queue<IMethodSymbol>();
            foreach (var callback in InOrder(_callees.Keys.Where(method => method.IsCallback(types))))
                Reach(callback, null);
            while (queue.Count > 0)
            {
                var caller = queue.Dequeue();
                if (!_callees.TryGetValue(caller, out var callees))
                    continue;
                foreach (var callee in InOrder(callees))
                    Reach(callee, caller);
            }

            return calledFrom;

            void Reach(IMethodSymbol method, IMethodSymbol? from)
            {
                if (calledFrom.ContainsKey(method))
                    return;
                calledFrom.Add(method, from);
                queue.Enqueue(method);
            }
        }
    }

    private static IEnumerable<IMethodSymbol> InOrder(IEnumerable<IMethodSymbol> methods) => methods.OrderBy(method => method.ToDisplayString(), StringComparer.Ordinal);

    private static HashSet<IMethodSymbol> Of(Dictionary<IMethodSymbol, HashSet<IMethodSymbol>> all, IMethodSymbol method)
    {
        if (!all.TryGetValue(method, out var others))
            all.Add(method, others = new(SymbolEqualityComparer.Default));
        return others;
    }
}
