using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Callbacks;

/// <summary>Whose code an operation is. Found in one pass over the source: from each operation outwards, an expression of thousands of terms would be walked thousands of times.</summary>
/// <param name="functions">The lambdas and local functions.</param>
internal sealed class Enclosing(IEnumerable<IOperation> functions)
{
    private static readonly HashSet<string> s_runAtOnce =
    [
        "ForEach", "RemoveAll", "RemoveWhere", "Exists", "TrueForAll", "Find", "FindAll", "FindIndex", "FindLast", "ConvertAll", "Sort", "Any", "All", "First", "FirstOrDefault", "Last", "LastOrDefault",
        "Single", "SingleOrDefault", "Count", "Sum", "Min", "Max", "Aggregate", "GetOrAdd", "AddOrUpdate",
    ];

    /// <summary>
    /// The operations in the order of the source, each with the method or local function in which it runs; null inside a lambda, which may run anywhere and at any time,
    /// and in initializers.
    /// </summary>
    public IReadOnlyList<(IOperation Operation, IMethodSymbol? Method)> Methods(IEnumerable<(IOperation Operation, ISymbol Owner)> operations)
    {
        var found = new List<(IOperation, IMethodSymbol?)>();
        var around = new Stack<IOperation>();
        var trees = new Dictionary<SyntaxTree, int>(); // two files may have one name
        var all = operations.Select(each => (each.Operation, Owner: (ISymbol?)each.Owner)).Concat(functions.Select(function => (Operation: function, Owner: (ISymbol?)null)));
        foreach (var (operation, owner) in all
            .OrderBy(each => each.Operation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(each => NumberOf(each.Operation.Syntax.SyntaxTree))
            .ThenBy(each => each.Operation.Syntax.SpanStart)
            .ThenBy(each => each.Owner is null ? -each.Operation.Syntax.Span.End : 0) // a function comes before what it begins with, and the outer one before the inner one
            .ThenBy(each => each.Operation.Kind))
        {
            while (around.Count > 0 && IsOver(around.Peek().Syntax, operation.Syntax))
                around.Pop();
            if (owner is null)
                around.Push(operation);
            else
                found.Add((operation, around.FirstOrDefault(function => IsInside(operation.Syntax, function.Syntax) && !RunsAtOnce(function)) is { } innermost ? (innermost as ILocalFunctionOperation)?.Symbol : owner as IMethodSymbol));
        }

        return found;

        int NumberOf(SyntaxTree tree)
        {
            if (!trees.TryGetValue(tree, out var number))
                trees.Add(tree, number = trees.Count);
            return number;
        }
    }

    /// <summary>The operation's block: the body of the method or local function in which it runs.</summary>
    public static IOperation Body(IOperation operation)
    {
        while (operation.Parent is { } parent and not (ILocalFunctionOperation or IAnonymousFunctionOperation))
            operation = parent;
        return operation;
    }

    // Collections call what they are handed for each element, and return then; what queries are handed may run later.
    private static bool RunsAtOnce(IOperation function)
    {
        var at = function.Parent;
        while (at is IDelegateCreationOperation or IConversionOperation)
            at = at.Parent;
        return at is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } && RunsAtOnce(method);
    }

    /// <summary>Whether the method has called what it was handed, once or more, when it returns.</summary>
    public static bool RunsAtOnce(IMethodSymbol method) => s_runAtOnce.Contains(method.Name)
        && method.ContainingNamespace?.ToDisplayString() is "System" or "System.Linq" or "System.Collections.Generic" or "System.Collections.Concurrent";

    private static bool IsOver(SyntaxNode function, SyntaxNode at) => function.SyntaxTree != at.SyntaxTree || function.Span.End <= at.SpanStart;

    private static bool IsInside(SyntaxNode syntax, SyntaxNode function) => syntax != function && function.Span.Contains(syntax.Span);
}
