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
    // Several rules look at the same graph, and two analyzers at one time: what a body finds later must not depend on who asks first. The graph keeps its body alive, nobody else does.
    private static readonly ConditionalWeakTable<ControlFlowGraph, Body> s_byGraph = new();

    // Through more variables than that nobody follows a value, be it the author.
    private const int LongestWay = 64;

    private readonly IOperation[][] _steps;
    private readonly Dictionary<CaptureId, List<IOperation>> _captured = [];
    private readonly Dictionary<ISymbol, IOperation?> _stored; // of the outermost body and all inside it, since they share locals
    private readonly List<Body> _localFunctions = [];
    private readonly List<Body> _lambdas = [];
    private IReadOnlyList<Body> _selfAndNested = [];
    private IReadOnlyList<(int First, int Last)>? _loops;
    private Questions? _questions;
    private IReadOnlyList<IOperation>? _operations;
    private IReadOnlyList<IInvocationOperation>? _calls;
    private IReadOnlyList<IOperation>? _runs;
    private IReadOnlyList<IOperation>? _returned;
    private ILookup<ISymbol, IOperation?>? _written;

    private Body(ISymbol symbol, ControlFlowGraph graph, Body? outer, IFlowAnonymousFunctionOperation? lambda)
    {
        Symbol = symbol;
        Graph = graph;
        Outer = outer;
        Lambda = lambda;
        Answer = symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method ? LockShapes.AnswerOf(method) : null;
        _stored = outer?._stored ?? new(SymbolEqualityComparer.Default);
        _steps = new IOperation[graph.Blocks.Length][];
        foreach (var block in graph.Blocks)
        {
            ReturnsBoolean |= IsReturn(block.FallThroughSuccessor) && block.BranchValue?.Type?.SpecialType == SpecialType.System_Boolean;
            _steps[block.Ordinal] = StepOrder.Of(block);
            foreach (var step in _steps[block.Ordinal])
                Record(step);
        }
    }

    /// <summary>The body of a graph, made once.</summary>
    public static Body Of(ISymbol symbol, ControlFlowGraph graph, CancellationToken cancellationToken)
    {
        if (!s_byGraph.TryGetValue(graph, out var body))
            body = s_byGraph.GetValue(graph, _ => WithNested(symbol, graph, cancellationToken));
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
    public bool ReturnsBoolean { get; }

    /// <summary>The parameter by which it says yes or no to its caller, if it does not return that.</summary>
    public IParameterSymbol? Answer { get; }

    /// <summary>Whether what comes after it may depend on a boolean that it gives its caller.</summary>
    public bool Decides => ReturnsBoolean || Answer is not null;

    /// <summary>Whether it runs only while somebody enumerates what it returns.</summary>
    public bool IsIterator { get; private set; }

    /// <summary>The loops, each as the first and the last of its blocks.</summary>
    public IReadOnlyList<(int First, int Last)> Loops => _loops ??= [.. Graph.Blocks
        .SelectMany(block => new[] { block.ConditionalSuccessor, block.FallThroughSuccessor }
            .Where(branch => IsTurn(block, branch))
            .Select(branch => (branch!.Destination!.Ordinal, block.Ordinal)))];

    /// <summary>This body, its local functions and its lambdas, all the way down.</summary>
    public IReadOnlyList<Body> SelfAndNested => _selfAndNested;

    /// <summary>Every operation of the body itself, without those of its local functions and lambdas.</summary>
    public IReadOnlyList<IOperation> Operations => _operations ??= [.. _steps.SelectMany(steps => steps)];

    /// <summary>Those of them that call something.</summary>
    public IReadOnlyList<IInvocationOperation> Calls => _calls ??= [.. Operations.OfType<IInvocationOperation>()];

    /// <summary>Those of them that may run another body: calls, and reads of properties.</summary>
    public IReadOnlyList<IOperation> Runs => _runs ??= [.. Operations.Where(operation => operation is IInvocationOperation or IPropertyReferenceOperation)];

    /// <summary>Whether it says what a field or a constant is, and does nothing.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>The values that it returns.</summary>
    public IReadOnlyList<IOperation> Returned => _returned ??=
        [.. Graph.Blocks.Where(block => IsReturn(block.FallThroughSuccessor) && block.BranchValue is not null).Select(block => block.BranchValue!)];

    /// <summary>What the body itself stores, by the variable or member that it is stored in; null for a value that is not known.</summary>
    public ILookup<ISymbol, IOperation?> Written => _written ??= Operations.SelectMany(step => Writes.Of(step, this))
        .ToLookup<(ISymbol Symbol, IOperation? Value), ISymbol, IOperation?>(write => write.Symbol, write => write.Value, SymbolEqualityComparer.Default);

    /// <summary>The conditions that it asks.</summary>
    public Questions Questions => _questions ??= new Questions(this);

    /// <summary>The operations of a block and of its branch value, each after its operands.</summary>
    public IOperation[] StepsOf(BasicBlock block) => _steps[block.Ordinal];

    /// <summary>Whether taking the branch begins the next turn of a loop.</summary>
    public static bool IsTurn(BasicBlock from, ControlFlowBranch? branch) => branch?.Destination is { } to && to.Ordinal <= from.Ordinal;

    /// <summary>Whether taking the branch returns from the body.</summary>
    public static bool IsReturn(ControlFlowBranch? branch) =>
        branch is { Semantics: ControlFlowBranchSemantics.Return } or { Semantics: ControlFlowBranchSemantics.Regular, Destination.Kind: BasicBlockKind.Exit };

    /// <summary>
    /// The operation that made the value: through conversions, and through captures and locals that are stored to once. Where those lead back to one of themselves, as
    /// in <c>x = x</c>, nothing is known to have made it, and it stands for itself.
    /// </summary>
    public IOperation Resolve(IOperation operation)
    {
        List<IOperation>? passed = null;
        while (true)
        {
            var kind = operation.Kind; // few are of one of these, and asking for a kind costs less than for an interface
            var source = kind switch
            {
                OperationKind.Conversion => operation is IConversionOperation { OperatorMethod: null } conversion ? conversion.Operand : null,
                OperationKind.Parenthesized => ((IParenthesizedOperation)operation).Operand,
                OperationKind.FlowCaptureReference => StoredIn(((IFlowCaptureReferenceOperation)operation).Id) is { Count: 1 } stored ? stored[0] : null,
                OperationKind.LocalReference => StoredIn(((ILocalReferenceOperation)operation).Local),
                _ => null,
            };
            if (source is null)
                return operation;
            if (kind is OperationKind.FlowCaptureReference or OperationKind.LocalReference)
            {
                passed ??= [];
                if (passed.Count == LongestWay || passed.Contains(source))
                    return operation;
                passed.Add(source);
            }

            operation = source;
        }
    }

    /// <summary>
    /// What a value is made of, each part with what made it, and further through the variables of the compiler's own that hold one of several values, as that of a conditional
    /// expression. However they refer to one another, each is looked into once.
    /// </summary>
    public IEnumerable<IOperation> MadeOf(IOperation value)
    {
        var known = new HashSet<CaptureId>();
        var open = new Stack<IOperation>();
        open.Push(value);
        while (open.Count > 0)
        {
            foreach (var part in open.Pop().DescendantsAndSelf())
            {
                var made = Resolve(part);
                yield return made;
                if (made is not IFlowCaptureReferenceOperation capture || !known.Add(capture.Id))
                    continue;
                foreach (var stored in StoredIn(capture.Id))
                    open.Push(stored);
            }
        }
    }

    /// <summary>The one value that is ever stored in the local; null if there are several or none.</summary>
    public IOperation? StoredIn(ILocalSymbol local) => _stored.TryGetValue(local, out var value) ? value : null;

    /// <summary>Whether the variable is stored to after its declaration, as far as the body and those around and inside it show.</summary>
    public bool IsWritten(ISymbol variable) => _stored.ContainsKey(variable);

    /// <summary>Every value that is stored in the compiler's own variable: several for a conditional expression.</summary>
    public IReadOnlyList<IOperation> StoredIn(CaptureId capture) => _captured.TryGetValue(capture, out var values) ? values : [];

    // Without recursion: functions may be nested as deep as the source likes.
    private static Body WithNested(ISymbol symbol, ControlFlowGraph graph, CancellationToken cancellationToken)
    {
        var all = new List<Body>();
        var open = new Stack<Body>();
        open.Push(new Body(symbol, graph, null, null));
        while (open.Count > 0)
        {
            var body = open.Pop();
            all.Add(body);
            foreach (var function in body.Graph.LocalFunctions)
                body._localFunctions.Add(new Body(function, body.Graph.GetLocalFunctionControlFlowGraph(function, cancellationToken), body, null));
            foreach (var made in body._steps.SelectMany(steps => steps).OfType<IFlowAnonymousFunctionOperation>())
                body._lambdas.Add(new Body(made.Symbol, body.Graph.GetAnonymousFunctionControlFlowGraph(made, cancellationToken), body, made));
            foreach (var nested in body._localFunctions.Concat(body._lambdas).Reverse())
                open.Push(nested);
        }

        // A body comes before those inside it, and they come one after the other.
        var inOrder = all.ToArray();
        var ends = new Dictionary<Body, int>();
        for (var at = all.Count - 1; at >= 0; at--)
        {
            var body = all[at];
            if (!ends.TryGetValue(body, out var end))
                end = at + 1;
            body._selfAndNested = new ArraySegment<Body>(inOrder, at, end - at);
            if (body.Outer is { } outer && !ends.ContainsKey(outer))
                ends.Add(outer, end);
        }

        return all[0];
    }

    private void Record(IOperation step)
    {
        IsIterator |= step.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak;
        IsPlain &= step.Kind is OperationKind.FieldReference or OperationKind.InstanceReference or OperationKind.Conversion or OperationKind.Literal;
        if (step.Kind == OperationKind.FlowCapture && step is IFlowCaptureOperation capture)
        {
            if (!_captured.TryGetValue(capture.Id, out var values))
                _captured.Add(capture.Id, values = []);
            values.Add(capture.Value);
        }

        foreach (var (symbol, value) in Writes.Of(step, this))
            _stored[symbol] = _stored.ContainsKey(symbol) ? null : value;
    }
}
