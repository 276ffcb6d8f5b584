using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// One piece of code that has a flow graph: a method, an accessor, a local function or a lambda. Operations are kept per block in the order in which
/// they run, and values are traced back through what the compiler and the author store them in once.
/// </summary>
internal sealed class Body
{
    // Several rules look at the same graph; it keeps its body alive, nobody else does.
    private static readonly ConditionalWeakTable<ControlFlowGraph, Body> s_byGraph = new();

    private readonly IOperation[][] _steps;
    private readonly Dictionary<CaptureId, List<IOperation>> _captured = [];
    private readonly Dictionary<ISymbol, IOperation?> _stored; // of the outermost body and all inside it, since they share locals
    private readonly List<Body> _localFunctions = [];
    private readonly List<Body> _lambdas = [];
    private IReadOnlyList<(int First, int Last)>? _loops;
    private Questions? _questions;
    private IReadOnlyList<IOperation>? _operations;
    private IReadOnlyList<IInvocationOperation>? _calls;
    private bool? _isIterator;
    private bool? _returnsBoolean;

    private Body(ISymbol symbol, ControlFlowGraph graph, Body? outer, IFlowAnonymousFunctionOperation? lambda, CancellationToken cancellationToken)
    {
        Symbol = symbol;
        Graph = graph;
        Outer = outer;
        Lambda = lambda;
        _stored = outer?._stored ?? new(SymbolEqualityComparer.Default);
        _steps = new IOperation[graph.Blocks.Length][];
        foreach (var block in graph.Blocks)
        {
            _steps[block.Ordinal] = StepOrder.Of(block);
            foreach (var step in _steps[block.Ordinal])
                Record(step);
        }

        foreach (var function in graph.LocalFunctions)
            _localFunctions.Add(new Body(function, graph.GetLocalFunctionControlFlowGraph(function, cancellationToken), this, null, cancellationToken));
        foreach (var step in _steps.SelectMany(steps => steps).OfType<IFlowAnonymousFunctionOperation>())
            _lambdas.Add(new Body(step.Symbol, graph.GetAnonymousFunctionControlFlowGraph(step, cancellationToken), this, step, cancellationToken));
    }

    /// <summary>The body of a graph, made once.</summary>
    public static Body Of(ISymbol symbol, ControlFlowGraph graph, CancellationToken cancellationToken)
    {
        if (!s_byGraph.TryGetValue(graph, out var body))
            body = s_byGraph.GetValue(graph, _ => new Body(symbol, graph, null, null, cancellationToken));
        return body;
    }

    /// <summary>The method; for an initializer, the field or property.</summary>
    public ISymbol Symbol { get; }

    public IMethodSymbol? Method => Symbol as IMethodSymbol;

    public ControlFlowGraph Graph { get; }

    /// <summary>The body that a local function or lambda stands in.</summary>
    public Body? Outer { get; }

    /// <summary>Where a lambda is made.</summary>
    public IFlowAnonymousFunctionOperation? Lambda { get; }

    public IReadOnlyList<Body> LocalFunctions => _localFunctions;

    public IReadOnlyList<Body> Lambdas => _lambdas;

    /// <summary>Whether it returns a boolean, be it awaited.</summary>
    public bool ReturnsBoolean => _returnsBoolean ??=
        Graph.Blocks.Any(block => IsReturn(block.FallThroughSuccessor) && block.BranchValue?.Type?.SpecialType == SpecialType.System_Boolean);

    /// <summary>Whether it runs only while somebody enumerates what it returns.</summary>
    public bool IsIterator => _isIterator ??= _steps.Any(steps => steps.Any(step => step.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak));

    /// <summary>The loops, each as the first and the last of its blocks.</summary>
    public IReadOnlyList<(int First, int Last)> Loops => _loops ??= [.. Graph.Blocks
        .SelectMany(block => new[] { block.ConditionalSuccessor, block.FallThroughSuccessor }
            .Where(branch => IsTurn(block, branch))
            .Select(branch => (branch!.Destination!.Ordinal, block.Ordinal)))];

    /// <summary>This body, its local functions and its lambdas, all the way down.</summary>
    public IEnumerable<Body> SelfAndNested => _localFunctions.Concat(_lambdas).SelectMany(nested => nested.SelfAndNested).Prepend(this);

    /// <summary>Every operation of the body itself, without those of its local functions and lambdas.</summary>
    public IReadOnlyList<IOperation> Operations => _operations ??= [.. _steps.SelectMany(steps => steps)];

    /// <summary>Those of them that call something.</summary>
    public IReadOnlyList<IInvocationOperation> Calls => _calls ??= [.. Operations.OfType<IInvocationOperation>()];

    /// <summary>The conditions that it asks.</summary>
    public Questions Questions => _questions ??= new Questions(this);

    /// <summary>The operations of a block and of its branch value, each after its operands.</summary>
    public IOperation[] StepsOf(BasicBlock block) => _steps[block.Ordinal];

    /// <summary>Whether taking the branch begins the next turn of a loop.</summary>
    public static bool IsTurn(BasicBlock from, ControlFlowBranch? branch) => branch?.Destination is { } to && to.Ordinal <= from.Ordinal;

    /// <summary>Whether taking the branch returns from the body.</summary>
    public static bool IsReturn(ControlFlowBranch? branch) =>
        branch is { Semantics: ControlFlowBranchSemantics.Return } or { Semantics: ControlFlowBranchSemantics.Regular, Destination.Kind: BasicBlockKind.Exit };

    /// <summary>The operation that made the value: through conversions, and through captures and locals that are stored to once.</summary>
    public IOperation Resolve(IOperation operation)
    {
        for (var distance = 0; distance < 32; distance++)
        {
            var source = operation switch
            {
                IConversionOperation { OperatorMethod: null } conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                IFlowCaptureReferenceOperation reference => StoredIn(reference.Id) is { Count: 1 } stored ? stored[0] : null,
                ILocalReferenceOperation local => StoredIn(local.Local),
                _ => null,
            };
            if (source is null)
                break;
            operation = source;
        }

        return operation;
    }

    /// <summary>The one value that is ever stored in the local; null if there are several or none.</summary>
    public IOperation? StoredIn(ILocalSymbol local) => _stored.TryGetValue(local, out var value) ? value : null;

    /// <summary>Whether the variable is stored to after its declaration, as far as the body and those around and inside it show.</summary>
    public bool IsWritten(ISymbol variable) => _stored.ContainsKey(variable);

    /// <summary>Every value that is stored in the compiler's own variable: several for a conditional expression.</summary>
    public IReadOnlyList<IOperation> StoredIn(CaptureId capture) => _captured.TryGetValue(capture, out var values) ? values : [];

    private void Record(IOperation step)
    {
        if (step is IFlowCaptureOperation capture)
        {
            if (!_captured.TryGetValue(capture.Id, out var values))
                _captured.Add(capture.Id, values = []);
            values.Add(capture.Value);
        }

        foreach (var (symbol, value) in Writes.Of(step, this))
            _stored[symbol] = _stored.ContainsKey(symbol) ? null : value;
    }
}
