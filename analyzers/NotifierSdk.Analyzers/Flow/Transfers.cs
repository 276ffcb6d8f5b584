using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>One body as one automaton reads it: which of its operations matter, and what they do. Found when first needed, whoever runs the automaton.</summary>
internal sealed class Transfers
{
    private readonly Body _body;
    private readonly Automaton _automaton;
    private readonly TypeBodies _bodies;
    private readonly Effect[]?[] _effects;
    private readonly Dictionary<IOperation, Body?> _callees = [];
    private readonly Dictionary<(IOperation Condition, bool Value), ulong[]?> _assumed = [];
    private readonly Dictionary<IOperation, (IOperation Asked, bool IsNegated)> _stripped = [];

    public Transfers(Body body, Automaton automaton, TypeBodies bodies)
    {
        (_body, _automaton, _bodies) = (body, automaton, bodies);
        _effects = new Effect[body.Graph.Blocks.Length][];
        Conditions = Conditions.Of(body, Decides, new StateSpace(automaton.StateCount).ConditionCount);
    }

    /// <summary>The conditions that tie branches of the body together.</summary>
    public Conditions Conditions { get; }

    /// <summary>The steps of a block that matter, in order.</summary>
    public Effect[] Of(BasicBlock block)
    {
        if (_effects[block.Ordinal] is not { } effects)
        {
            _bodies.Budget.Spend(_body.StepsOf(block).Length);
            List<Effect>? found = null; // most steps have none
            foreach (var step in _body.StepsOf(block))
            {
                if (Find(step) is { } effect)
                    (found ??= []).Add(effect);
            }

            _effects[block.Ordinal] = effects = found?.ToArray() ?? [];
        }

        return effects;
    }

    /// <summary>What a step does.</summary>
    public Effect Of(IOperation step) => Find(step) ?? new Effect(step, null, Decides: false, MayThrow: false, null, []);

    // Null if it does nothing.
    private Effect? Find(IOperation step)
    {
        var changes = Conditions.ChangedBy(step);
        if (Callee(step) is { } callee)
            return new Effect(step, callee, callee.Decides, MayThrow: false, null, changes);
        var (decides, mayThrow, next) = (_automaton.Decides(step, _body), _automaton.MayThrow(step, _body), Next(step));
        return decides || mayThrow || next is not null || changes.Length > 0 ? new Effect(step, null, decides, mayThrow, next, changes) : null;
    }

    /// <summary>What the condition asks, and whether it is true where that is false.</summary>
    public (IOperation Asked, bool IsNegated) Stripped(IOperation condition)
    {
        if (!_stripped.TryGetValue(condition, out var found))
        {
            var isNegated = false;
            var asked = Condition.Strip(condition, _body, ref isNegated);
            _stripped.Add(condition, found = (asked, isNegated));
        }

        return found;
    }

    /// <summary>The states in which each state may be after the condition turned out so; null if the automaton learns nothing from it.</summary>
    public ulong[]? Assume(IOperation condition, bool value)
    {
        if (!_assumed.TryGetValue((condition, value), out var next))
        {
            var isOpposite = false;
            var meaning = Condition.Strip(_body.Resolve(condition), _body, ref isOpposite, isThrough: true);
            next = [.. Enumerable.Range(0, _automaton.StateCount).Select(state => _automaton.Assume(state, meaning, value ^ isOpposite, _body))];
            if (!next.Where((states, state) => states != 1UL << state).Any())
                next = null;
            _assumed.Add((condition, value), next);
        }

        return next;
    }

    /// <summary>The body that a call, or the read of a property, runs, if the engine follows it.</summary>
    public Body? Callee(IOperation operation)
    {
        if (operation.Kind is not (OperationKind.Invocation or OperationKind.PropertyReference))
            return null;
        if (!_callees.TryGetValue(operation, out var callee))
            _callees.Add(operation, callee = _bodies.Find(operation, _body) is { IsIterator: false } found && Enters(operation) ? found : null);
        return callee;
    }

    /// <summary>Whether the states after the operation depend on its boolean value.</summary>
    public bool Decides(IOperation operation) =>
        Callee(operation) is { } callee ? callee.Decides : _automaton.Decides(operation, _body);

    private bool Enters(IOperation operation) => operation is IInvocationOperation call ? _automaton.Enters(call, _body) : _automaton.Enters((IPropertyReferenceOperation)operation, _body);

    // Null if every state stays what it is, as after most operations.
    private Outcome[]? Next(IOperation step)
    {
        Outcome[]? next = null;
        for (var state = 0; state < _automaton.StateCount; state++)
        {
            var outcome = _automaton.Step(state, step, _body);
            if (next is null && outcome == Outcome.To(state))
                continue;
            next ??= [.. Enumerable.Range(0, _automaton.StateCount).Select(Outcome.To)];
            next[state] = outcome;
        }

        return next;
    }
}
