using Microsoft.CodeAnalysis;
using NotifierSdk.Analyzers.Flow;
using NotifierSdk.Analyzers.Flow.Locks;

namespace NotifierSdk.Analyzers.Sequence;

/// <summary>What commits of a notifier fill: in a Commit that generated code calls, or after a <c>ReadRetry</c> that returned false.</summary>
internal static class Committed
{
    public static HashSet<ISymbol> By(INamedTypeSymbol notifier, TypeFlow type) => type.Once(typeof(Committed), notifier, () =>
        new HashSet<ISymbol>(Fills(notifier, type).Select(fill => fill.Member), SymbolEqualityComparer.Default));

    /// <summary>Each operation that fills, with the member.</summary>
    public static IReadOnlyList<(IOperation Operation, Body Body, ISymbol Member)> Fills(INamedTypeSymbol notifier, TypeFlow type) => type.Once<IReadOnlyList<(IOperation, Body, ISymbol)>>(typeof(Committed), (notifier, nameof(Fills)), () => Find(notifier, type));

    private static List<(IOperation, Body, ISymbol)> Find(INamedTypeSymbol notifier, TypeFlow type)
    {
        var shadow = Shadow.Of(notifier, type);
        var fills = new List<(IOperation, Body, ISymbol)>();
        foreach (var body in Commits(notifier, type))
        {
            foreach (var operation in body.Operations)
            {
                if (FilledBy(operation, body) is { } member)
                    fills.Add((operation, body, member));
            }
        }

        var engine = OpenSection.Follow(notifier, type);
        foreach (var flow in engine.IsExact ? engine.Reached : [])
        {
            flow.Visit((operation, states) =>
            {
                if (states == 1UL << OpenSection.Valid && FilledBy(operation, flow.Body) is { } member)
                    fills.Add((operation, flow.Body, member));
            });
        }

        return fills;

        ISymbol? FilledBy(IOperation operation, Body body) => Filling.Of(operation, body, type) ?? shadow.FilledBy(operation, body);
    }

    /// <summary>The Commit methods, and what they run.</summary>
    public static IEnumerable<Body> Commits(INamedTypeSymbol notifier, TypeFlow type) => type.CalleesOf(type.Bodies.All.Where(body =>
        SymbolEqualityComparer.Default.Equals(body.Symbol.ContainingType, notifier) && body.Method is { } method && LockContracts.IsCommit(method, type.Types)));
}
