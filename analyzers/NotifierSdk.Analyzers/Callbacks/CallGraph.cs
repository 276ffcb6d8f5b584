using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>
/// Which methods of one type run because a callback calls them, directly or through others of the type. Filled concurrently while the type is
/// analysed; asked afterwards.
/// </summary>
internal sealed class CallGraph
{
    private readonly ConcurrentDictionary<IMethodSymbol, ConcurrentDictionary<IMethodSymbol, byte>> _callers = new(SymbolEqualityComparer.Default);

    public void Add(IMethodSymbol caller, IMethodSymbol callee) =>
        _callers.GetOrAdd(callee, _ => new(SymbolEqualityComparer.Default))[caller] = 0;

    /// <summary>
    /// The shortest way from a callback to the method, callback first; empty if there is none. Of several callbacks, the one whose name comes first,
    /// so that a message does not depend on the order of analysis.
    /// </summary>
    public IReadOnlyList<IMethodSymbol> WayFromCallback(IMethodSymbol method, WellKnownTypes types)
    {
        var next = new Dictionary<IMethodSymbol, IMethodSymbol?>(SymbolEqualityComparer.Default) { [method] = null };
        var queue = new Queue<IMethodSymbol>([method]);
        while (queue.Count > 0)
        {
            var reached = queue.Dequeue();
            if (reached.IsCallback(types))
                return Follow(reached, next);
            foreach (var caller in CallersOf(reached))
            {
                if (next.ContainsKey(caller))
                    continue;
                next.Add(caller, reached);
                queue.Enqueue(caller);
            }
        }

        return [];
    }

    /// <summary>Whether nothing but callbacks can lead to the method, as far as the type shows.</summary>
    public bool IsOnlyForCallbacks(IMethodSymbol method, WellKnownTypes types)
    {
        if (method.IsCallback(types))
            return true;
        if (method is { DeclaredAccessibility: not Accessibility.Private, MethodKind: not MethodKind.LocalFunction })
            return false;
        foreach (var caller in CallersOf(method))
        {
            if (!SymbolEqualityComparer.Default.Equals(caller, method) && WayFromCallback(caller, types).Count == 0)
                return false;
        }

        return true;
    }

    private static List<IMethodSymbol> Follow(IMethodSymbol from, Dictionary<IMethodSymbol, IMethodSymbol?> next)
    {
        var way = new List<IMethodSymbol>();
        for (IMethodSymbol? method = from; method is not null; method = next[method])
            way.Add(method);
        return way;
    }

    private IEnumerable<IMethodSymbol> CallersOf(IMethodSymbol method) =>
        _callers.TryGetValue(method, out var callers)
            ? callers.Keys.OrderBy(caller => caller.ToDisplayString(), StringComparer.Ordinal)
            : [];
}
