using Microsoft.CodeAnalysis;
using NotifierSdk.Shape;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>What rules on callbacks look at: the operations of a type that they care about, in the order of the source, and who calls whom.</summary>
internal sealed class DriverCode(INamedTypeSymbol type, IEnumerable<(IOperation Operation, ISymbol Owner)> operations, CallGraph calls, WellKnownTypes types)
{
    private readonly Dictionary<IMethodSymbol, bool> _runInCallback = new(SymbolEqualityComparer.Default);

    public INamedTypeSymbol Type { get; } = type;

    public WellKnownTypes Types { get; } = types;

    public CallGraph Calls { get; } = calls;

    /// <summary>Each with the method or local function that it runs in; null inside lambdas and initializers.</summary>
    public IReadOnlyList<(IOperation Operation, IMethodSymbol? Method)> Operations { get; } =
        [.. operations
            .OrderBy(each => each.Operation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(each => each.Operation.Syntax.SpanStart)
            .ThenBy(each => each.Operation.Kind)
            .Select(each => (each.Operation, Enclosing.Method(each.Operation, each.Owner)))];

    public bool RunsInCallback(IMethodSymbol? method)
    {
        if (method is null)
            return false;
        if (!_runInCallback.TryGetValue(method, out var runs))
            _runInCallback.Add(method, runs = Calls.WayFromCallback(method, Types).Count > 0);
        return runs;
    }
}
