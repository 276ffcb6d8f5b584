using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>One automaton on one body: its table, and the states in which each of its blocks was reached.</summary>
internal sealed class BodyFlow
{
    private readonly FlowEngine _engine;
    private readonly ulong[] _reached;
    private readonly Dictionary<int, Summary> _rows = [];
    private readonly Dictionary<int, Outcome> _returns = [];
    private readonly HashSet<int> _open = [];
    private readonly HashSet<int> _done = [];
    private readonly Dictionary<(ControlFlowRegion Finally, int Index), RegionFlow> _finallys = [];

    public BodyFlow(Body body, FlowEngine engine)
    {
        Body = body;
        _engine = engine;
        _reached = new ulong[body.Graph.Blocks.Length];
        Conditions = Conditions.Of(body, operation => engine.Decides(operation, body), engine.Space.ConditionCount);
    }

    public Body Body { get; }

    public Conditions Conditions { get; }

    public bool IsEntered => _rows.Count > 0;

    /// <summary>Whether some path comes back into the body from itself, so that its table needs several rounds.</summary>
    public bool IsRecursive { get; private set; }

    /// <summary>How much is in the tables: they grow, or all is found.</summary>
    public int Size => _rows.Values.Sum(row => 1 + Bits.Count(row.Returned.WhenTrue) + Bits.Count(row.Returned.WhenFalse) + Bits.Count(row.Thrown) + Bits.Count(row.Escaped));

    /// <summary>The states in which each return leaves, by the value returned.</summary>
    public IEnumerable<(BasicBlock Block, Outcome States)> Returns => _returns.Select(pair => (Body.Graph.Blocks[pair.Key], pair.Value));

    /// <summary>The states in which a statement of the body itself, or of a helper, throws out of it.</summary>
    public ulong Thrown => _rows.Values.Aggregate(0UL, (all, row) => all | row.Thrown);

    /// <summary>Forgets what a further round has to look at again; tables stay.</summary>
    public void StartOver()
    {
        _done.Clear();
        _finallys.Clear();
    }

    /// <summary>The row of the table for a state; what it has so far if it is being worked on.</summary>
    public Summary Enter(int state)
    {
        if (!_rows.TryGetValue(state, out var row))
            _rows.Add(state, row = new Summary());
        if (_open.Contains(state))
            IsRecursive = true;
        if (_done.Contains(state) || !_open.Add(state))
            return row;
        var run = new RegionFlow(this, Body.Graph.Root);
        run.Run(_engine.Space.Unfold(1UL << state));
        row.Returned |= run.Returned;
        row.Thrown |= Leave(run.Thrown);
        row.Escaped |= Leave(run.Escaped);
        _open.Remove(state);
        _done.Add(state);
        return row;
    }

    /// <summary>What the finally region makes of one state: a row of its exact table.</summary>
    public RegionFlow Finally(ControlFlowRegion region, int index)
    {
        if (!_finallys.TryGetValue((region, index), out var row))
        {
            _finallys.Add((region, index), row = new RegionFlow(this, region));
            row.Run(1UL << index);
        }

        return row;
    }

    public bool Spend() => _engine.Spend();

    /// <summary>Notes the states in which a run reached a block.</summary>
    public void Reach(int block, ulong mask) => _reached[block] |= mask;

    /// <summary>Notes the states in which a block returns.</summary>
    public Outcome Return(BasicBlock block, ulong whenTrue, ulong whenFalse)
    {
        var states = new Outcome(Leave(whenTrue), Leave(whenFalse));
        _returns.TryGetValue(block.Ordinal, out var known);
        _returns[block.Ordinal] = known | states;
        return states;
    }

    /// <summary>Shows every step that some path reaches, with the states in which it is reached.</summary>
    public void Visit(Action<IOperation, ulong> visit)
    {
        foreach (var block in Body.Graph.Blocks)
        {
            Through(block, _reached[block.Ordinal], (step, mask) =>
            {
                if (mask != 0)
                    visit(step, _engine.Space.Fold(mask));
            });
        }
    }

    /// <summary>The mask after the steps of a block; each step is shown before it is taken.</summary>
    public ulong Through(BasicBlock block, ulong mask, Action<IOperation, ulong>? before = null)
    {
        IOperation? decider = null;
        foreach (var step in Body.StepsOf(block))
        {
            before?.Invoke(step, mask);
            mask = Take(step, mask, ref decider);
        }

        return mask;
    }

    /// <summary>What is left of the mask if the block's branch value has that value.</summary>
    public ulong Assume(BasicBlock block, ulong mask, bool value)
    {
        var decider = Body.StepsOf(block).LastOrDefault(step => _engine.Decides(step, Body));
        return Assume(block.BranchValue!, value, mask, decider);
    }

    /// <summary>Whether a catch must reckon with the step throwing, and the states from which it does.</summary>
    public (ulong Thrown, ulong Escaped) Throws(IOperation step, ulong mask)
    {
        if (step is IInvocationOperation call && _engine.Callee(call, Body) is { } callee)
        {
            var (thrown, escaped) = (0UL, 0UL);
            foreach (var state in Bits.Of(_engine.Space.Fold(mask)))
            {
                var row = _engine.Enter(callee, state);
                var combinations = _engine.Space.CombinationsOf(mask, state);
                thrown |= _engine.Space.Place(combinations, row.Thrown);
                escaped |= _engine.Space.Place(combinations, row.Escaped);
            }

            return (thrown, escaped);
        }

        return (0, _engine.Automaton.MayThrow(step, Body) ? mask : 0);
    }

    /// <summary>The mask after one step.</summary>
    /// <param name="decider">The last step of the block that decided: before, and then with this one.</param>
    public ulong Take(IOperation step, ulong mask, ref IOperation? decider)
    {
        var decides = _engine.Decides(step, Body);
        var callee = step is IInvocationOperation call ? _engine.Callee(call, Body) : null;
        var result = 0UL;
        foreach (var state in Bits.Of(_engine.Space.Fold(mask)))
        {
            var combinations = _engine.Space.CombinationsOf(mask, state);
            var next = callee is null ? _engine.Automaton.Step(state, step, Body) : _engine.Enter(callee, state).Returned;
            result |= decides
                ? _engine.Space.Place(StateSpace.Set(combinations, StateSpace.DecidedValue, true), next.WhenTrue)
                    | _engine.Space.Place(StateSpace.Set(combinations, StateSpace.DecidedValue, false), next.WhenFalse)
                : _engine.Space.Place(combinations, next.Any);
        }

        if (decides)
            decider = step;
        return Store(step, result, decider);
    }

    private ulong Leave(ulong mask) =>
        Bits.Of(_engine.Space.Fold(mask)).Aggregate(0UL, (states, state) => states | (1UL << _engine.Automaton.Leave(state, Body)));

    private ulong Store(IOperation step, ulong mask, IOperation? decider)
    {
        var before = mask;
        foreach (var (number, value) in Conditions.ChangedBy(step))
        {
            mask = LockShapes.IsTakenFlag(step) ? StateSpace.Set(mask, number, true)
                : value is null ? StateSpace.Forget(mask, number)
                : StateSpace.Set(Assume(value, true, mask, decider), number, true) | StateSpace.Set(Assume(value, false, mask, decider), number, false);
        }

        return before == 0 ? 0 : mask;
    }

    private ulong Assume(IOperation condition, bool value, ulong mask, IOperation? decider)
    {
        var isNegated = false;
        condition = Condition.Strip(condition, ref isNegated);
        value ^= isNegated;
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
            return constant == value ? mask : 0;
        if (condition is IIsPatternOperation { Pattern: IDiscardPatternOperation } && !value)
            return 0;
        if (condition is IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or } both)
            return AssumeBoth(both, value, mask, decider);
        if (condition == decider)
            mask = StateSpace.Where(mask, StateSpace.DecidedValue, value);
        if (Conditions.TryFind(condition, out var number, out var isOpposite))
            mask = StateSpace.Where(mask, number, value ^ isOpposite);
        if (condition is ILocalReferenceOperation && Body.Resolve(condition) is IFlowCaptureReferenceOperation shortCircuit)
            mask = Assume(shortCircuit, value, mask, decider: null);
        return AssumeByAutomaton(condition, value, mask);
    }

    private ulong AssumeBoth(IBinaryOperation both, bool value, ulong mask, IOperation? decider)
    {
        var isStrict = both.OperatorKind == BinaryOperatorKind.And == value; // both operands have that value; otherwise one of them
        return isStrict
            ? Assume(both.RightOperand, value, Assume(both.LeftOperand, value, mask, decider), decider)
            : Assume(both.LeftOperand, value, mask, decider) | Assume(both.RightOperand, value, mask, decider);
    }

    private ulong AssumeByAutomaton(IOperation condition, bool value, ulong mask)
    {
        var isNegated = false;
        var meaning = Condition.Strip(Body.Resolve(condition), ref isNegated);
        var result = 0UL;
        foreach (var state in Bits.Of(_engine.Space.Fold(mask)))
            result |= _engine.Space.Place(_engine.Space.CombinationsOf(mask, state), _engine.Automaton.Assume(state, meaning, value ^ isNegated, Body));
        return result;
    }
}
