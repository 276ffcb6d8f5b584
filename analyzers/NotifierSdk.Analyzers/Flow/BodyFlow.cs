using System.Runtime.CompilerServices;
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
    private ulong _open; // the states whose row is being worked on, and those whose row is done
    private ulong _done;
    private readonly Dictionary<(ControlFlowRegion Finally, int Index), RegionFlow> _finallys = [];
    private readonly Transfers _transfers;
    private bool _isOutdated;

    public BodyFlow(Body body, FlowEngine engine)
    {
        Body = body;
        _engine = engine;
        _reached = new ulong[body.Graph.Blocks.Length];
        _transfers = engine.On(body);
    }

    public Body Body { get; }

    public Conditions Conditions => _transfers.Conditions;

    public bool IsEntered => _rows.Count > 0;

    /// <summary>The bodies that have read the table.</summary>
    public HashSet<BodyFlow> Readers { get; } = [];

    /// <summary>The states in which each return leaves, by the value returned.</summary>
    public IEnumerable<(BasicBlock Block, Outcome States)> Returns => _returns.Select(pair => (Body.Graph.Blocks[pair.Key], pair.Value));

    /// <summary>The states in which a statement of the body itself, or of a helper, throws out of it.</summary>
    public ulong Thrown => _rows.Values.Aggregate(0UL, (all, row) => all | row.Thrown);

    /// <summary>Notes that a table has grown that the body has read; false if that is known.</summary>
    public bool TryOutdate()
    {
        var wasOutdated = _isOutdated;
        _isOutdated = true;
        return !wasOutdated;
    }

    /// <summary>Computes the rows of the table again; they only grow.</summary>
    public void LookAgain()
    {
        _isOutdated = false;
        _done = 0;
        _finallys.Clear();
        foreach (var state in _rows.Keys.ToList())
            Enter(state);
    }

    /// <summary>The row of the table for a state; what it has so far if it is being worked on.</summary>
    public Summary Enter(int state)
    {
        if (!_rows.TryGetValue(state, out var row))
            _rows.Add(state, row = new Summary());
        if (((_done | _open) & (1UL << state)) != 0)
            return row;
        _open |= 1UL << state;
        RuntimeHelpers.EnsureSufficientExecutionStack(); // helpers that call one another, thousands of them in a row
        _engine.BeginWork(this);
        var run = new RegionFlow(this, Body.Graph.Root);
        run.Run(Conditions.Unasked(_engine.Space.Unfold(1UL << state)));
        _open &= ~(1UL << state);
        _done |= 1UL << state;
        _engine.EndWork(row.Grow(run.Returned, Leave(run.Thrown), Leave(run.Escaped)));
        return row;
    }

    /// <summary>What the finally region makes of one state: a row of its exact table.</summary>
    public RegionFlow Finally(ControlFlowRegion region, int index)
    {
        if (!_finallys.TryGetValue((region, index), out var row))
        {
            RuntimeHelpers.EnsureSufficientExecutionStack(); // a finally in a finally in a finally
            _finallys.Add((region, index), row = new RegionFlow(this, region));
            row.Run(1UL << index);
        }

        return row;
    }

    public void Spend(int operations) => _engine.Spend(operations);

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
            var mask = _reached[block.Ordinal];
            if (mask == 0)
                continue;
            Spend(Body.StepsOf(block).Length);
            var states = _engine.Space.Fold(mask);
            var effects = EffectsOf(block);
            var next = 0;
            IOperation? decider = null;
            foreach (var step in Body.StepsOf(block))
            {
                if (mask == 0)
                    break;
                visit(step, states);
                if (next == effects.Length || effects[next].Operation != step)
                    continue;
                mask = Take(effects[next++], mask, ref decider);
                states = _engine.Space.Fold(mask);
            }
        }
    }

    /// <summary>The throw statements that some path reaches, with the states in which it does.</summary>
    public IEnumerable<(BasicBlock Block, ulong States)> Throws()
    {
        foreach (var block in Body.Graph.Blocks)
        {
            if (block.FallThroughSuccessor is not { Semantics: ControlFlowBranchSemantics.Throw } || _reached[block.Ordinal] is not (not 0 and var mask))
                continue;
            IOperation? decider = null;
            foreach (var effect in EffectsOf(block))
                mask = Take(effect, mask, ref decider);
            if (mask != 0)
                yield return (block, _engine.Space.Fold(mask));
        }
    }

    /// <summary>The steps of a block that matter, in order.</summary>
    public Effect[] EffectsOf(BasicBlock block) => _transfers.Of(block);

    /// <summary>What is left of the mask if the block's branch value has that value.</summary>
    public ulong Assume(BasicBlock block, ulong mask, bool value) =>
        Assume(block.BranchValue!, value, mask, Array.FindLast(EffectsOf(block), effect => effect.Decides)?.Operation);

    /// <summary>Whether a catch must reckon with the step throwing, and the states from which it does.</summary>
    public (ulong Thrown, ulong Escaped) Throws(IOperation step, ulong mask) => Throws(_transfers.Of(step), mask);

    public (ulong Thrown, ulong Escaped) Throws(Effect effect, ulong mask)
    {
        if (effect.Callee is not { } callee)
            return (0, effect.MayThrow ? mask : 0);
        var (thrown, escaped) = (0UL, 0UL);
        for (var state = 0; state < _engine.Automaton.StateCount; state++)
        {
            var combinations = _engine.Space.CombinationsOf(mask, state);
            if (combinations == 0)
                continue;
            var row = _engine.Enter(callee, state);
            thrown |= _engine.Space.Place(combinations, row.Thrown);
            escaped |= _engine.Space.Place(combinations, row.Escaped);
        }

        return (thrown, escaped);
    }

    /// <summary>The mask after a step.</summary>
    public ulong Take(IOperation step, ulong mask, ref IOperation? decider) => Take(_transfers.Of(step), mask, ref decider);

    public ulong Take(Effect effect, ulong mask, ref IOperation? decider)
    {
        if (!effect.KeepsStates)
            mask = Move(effect, mask);
        if (effect.Decides)
            decider = effect.Operation;
        return effect.Changes.Length == 0 ? mask : Store(effect, mask, decider);
    }

    private ulong Leave(ulong mask)
    {
        var (states, left) = (_engine.Space.Fold(mask), 0UL);
        for (var state = 0; state < _engine.Automaton.StateCount; state++)
        {
            if ((states & (1UL << state)) != 0)
                left |= 1UL << _engine.Automaton.Leave(state, Body);
        }

        return left;
    }

    private ulong Move(Effect effect, ulong mask)
    {
        var (space, moved) = (_engine.Space, 0UL);
        for (var state = 0; state < _engine.Automaton.StateCount; state++)
        {
            var combinations = space.CombinationsOf(mask, state);
            if (combinations == 0)
                continue;
            var next = effect.Callee is not null ? _engine.Enter(effect.Callee, state).Returned : effect.Next is null ? Outcome.To(state) : effect.Next[state];
            moved |= effect.Decides
                ? space.Place(StateSpace.Set(combinations, StateSpace.DecidedValue, true), next.WhenTrue)
                    | space.Place(StateSpace.Set(combinations, StateSpace.DecidedValue, false), next.WhenFalse)
                : space.Place(combinations, next.Any);
        }

        return moved;
    }

    private ulong Store(Effect effect, ulong mask, IOperation? decider)
    {
        var before = mask;
        foreach (var (number, value) in effect.Changes)
        {
            mask = LockShapes.IsTakenFlag(effect.Operation) ? StateSpace.Set(mask, number, true)
                : value is null ? StateSpace.Forget(mask, number)
                : StateSpace.Set(Assume(value, true, mask, decider), number, true) | StateSpace.Set(Assume(value, false, mask, decider), number, false);
        }

        return before == 0 ? 0 : mask;
    }

    private ulong Assume(IOperation condition, bool value, ulong mask, IOperation? decider, bool isNow = true)
    {
        condition = Stripped(condition, ref value);
        return Junction.Of(condition) is null ? AssumeOne(condition, value, mask, decider, isNow) : AssumeAll(condition, value, mask, decider, isNow);
    }

    // Of what was asked before, what its variables are now says nothing.
    private ulong AssumeOne(IOperation condition, bool value, ulong mask, IOperation? decider, bool isNow)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
            return constant == value ? mask : 0;
        if (Condition.Known(condition, Body) is { } known && known != value)
            return 0;
        if (condition is IDiscardPatternOperation or IDeclarationPatternOperation { MatchesNull: true } && !value)
            return 0;
        if (condition == decider)
            mask = StateSpace.Where(mask, StateSpace.DecidedValue, value);
        if (isNow && Conditions.TryFind(condition, out var number, out var isOpposite))
            mask = StateSpace.Where(mask, number, value ^ isOpposite);
        if (condition is ILocalReferenceOperation && Body.Resolve(condition) is IFlowCaptureReferenceOperation shortCircuit)
            mask = AssumeOne(shortCircuit, value, mask, decider: null, isNow);
        return Kept(condition, ref value) is { } made ? Assume(made, value, mask, decider: null, isNow: false) : AssumeByAutomaton(condition, value, mask);
    }

    // The pattern or short-circuit that a variable was set to.
    private IOperation? Kept(IOperation condition, ref bool value)
    {
        if (condition is not (ILocalReferenceOperation or IFlowCaptureReferenceOperation))
            return null;
        var keptValue = value;
        var made = Stripped(Body.Resolve(condition), ref keptValue);
        if (made is not IPatternOperation && Junction.Of(made) is null)
            return null;
        RuntimeHelpers.EnsureSufficientExecutionStack(); // variables that were set to one another
        value = keptValue;
        return made;
    }

    // Without recursion: there may be thousands of operands. What is assumed next changes the mask on top of the stack.
    private ulong AssumeAll(IOperation condition, bool value, ulong mask, IOperation? decider, bool isNow)
    {
        var masks = new Stack<ulong>();
        masks.Push(mask);
        var open = new Stack<(IOperation? Condition, bool Value, Then Then)>();
        open.Push((condition, value, Then.Assume));
        while (open.Count > 0)
        {
            (var next, value, var then) = open.Pop();
            if (then is Then.Join or Then.Swap)
            {
                var (top, below) = (masks.Pop(), masks.Pop());
                masks.Push(then == Then.Join ? top | below : top);
                if (then == Then.Swap)
                    masks.Push(below);
                continue;
            }

            var single = next!;
            if (then == Then.Assume)
                single = Stripped(single, ref value);
            if (then == Then.AssumeAlone || Junction.Of(single) is not { } junction)
            {
                masks.Push(AssumeOne(single, value, masks.Pop(), decider, isNow));
                continue;
            }

            // If that is strict, all parts have the value; otherwise one of them, so that each is assumed of a mask of its own.
            var isStrict = junction.IsConjunction == value;
            for (var i = junction.Parts.Count - 1; i >= 0; i--)
            {
                var isJoined = !isStrict && i > 0;
                if (isJoined)
                {
                    masks.Push(masks.Peek());
                    open.Push((null, value, Then.Join));
                }

                open.Push((junction.Parts[i], value, junction.Parts[i] == single ? Then.AssumeAlone : Then.Assume));
                if (isJoined)
                    open.Push((null, value, Then.Swap));
            }
        }

        return masks.Pop();
    }

    private IOperation Stripped(IOperation condition, ref bool value)
    {
        (condition, var isNegated) = _transfers.Stripped(condition);
        value ^= isNegated;
        return condition;
    }

    private ulong AssumeByAutomaton(IOperation condition, bool value, ulong mask)
    {
        if (_transfers.Assume(condition, value) is not { } next)
            return mask;
        var result = 0UL;
        for (var state = 0; state < next.Length; state++)
            result |= _engine.Space.Place(_engine.Space.CombinationsOf(mask, state), next[state]);
        return result;
    }

    private enum Then
    {
        Assume,
        AssumeAlone,
        Swap,
        Join,
    }
}
