using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// The conditions of a body whose truth the engine follows along each path, since they tie two of its branches together: a flag that says whether the lock
/// was taken, the parts of a short-circuit, a test that is made twice. All others may turn out either way each time.
/// </summary>
internal sealed class Conditions
{
    private readonly Body _body;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<ISymbol, List<int>> _byInput = new(SymbolEqualityComparer.Default);

    private readonly List<int> _shared = [];

    private Conditions(Body body) => _body = body;

    /// <summary>Whether there was room for all of them. If not, the engine sees paths that do not exist, and a rule must stay silent.</summary>
    public bool AreComplete { get; private set; } = true;

    /// <summary>How many there are; they are numbered from 1.</summary>
    public int Count => _numbers.Count;

    /// <summary>Chooses the conditions worth following; number 0 is left to the deciding call.</summary>
    public static Conditions Of(Body body, Func<IOperation, bool> decides, int capacity)
    {
        var candidates = new Candidates(body, decides);
        var conditions = new Conditions(body);
        foreach (var candidate in candidates.ByImportance())
        {
            if (conditions._numbers.Count == capacity - 1)
            {
                conditions.AreComplete = false;
                break;
            }

            conditions.Add(candidate);
        }

        return conditions;
    }

    /// <summary>The number of a condition that is followed, and whether this form of it is the negated one.</summary>
    public bool TryFind(IOperation operation, out int number, out bool isNegated)
    {
        number = 0;
        isNegated = false;
        if (_numbers.Count == 0 || Condition.Of(operation, _body) is not { } condition)
            return false;
        isNegated = condition.IsNegated;
        return _numbers.TryGetValue(condition.Key, out number);
    }

    /// <summary>The conditions that the step changes, each with its new value if the step stores that.</summary>
    public IEnumerable<(int Number, IOperation? Value)> ChangedBy(IOperation step)
    {
        if (_numbers.Count == 0)
            yield break;
        if (step is IFlowCaptureOperation capture && _numbers.TryGetValue(Condition.CaptureKey(capture.Id), out var captured))
            yield return (captured, capture.Value);
        foreach (var (symbol, value) in Writes.Of(step, _body))
        {
            if (!_byInput.TryGetValue(symbol, out var affected))
                continue;
            var itself = _numbers.TryGetValue(Condition.VariableKey(symbol), out var number) ? number : -1;
            foreach (var condition in affected)
                yield return (condition, condition == itself ? value : null);
        }
    }

    /// <summary>What is left to know in the next turn of a loop: others may have changed what the method shares with them.</summary>
    public ulong NextTurn(ulong mask)
    {
        foreach (var number in _shared)
            mask = StateSpace.Forget(mask, number);
        return mask;
    }

    private void Add(Condition condition)
    {
        var number = _numbers.Count + 1;
        _numbers.Add(condition.Key, number);
        if (condition.IsShared)
            _shared.Add(number);
        foreach (var input in condition.Inputs)
        {
            if (!_byInput.TryGetValue(input, out var affected))
                _byInput.Add(input, affected = []);
            affected.Add(number);
        }
    }

    /// <summary>Counts who stores to a condition and who asks it.</summary>
    private sealed class Candidates
    {
        private readonly Body _body;
        private readonly Func<IOperation, bool> _decides;
        private readonly Dictionary<string, Candidate> _byKey = [];

        public Candidates(Body body, Func<IOperation, bool> decides)
        {
            _body = body;
            _decides = decides;
            foreach (var block in body.Graph.Blocks)
            {
                foreach (var step in body.StepsOf(block))
                    Stored(step, LoopsAround(block));
                if (block.BranchValue is not { } value)
                    continue;
                if (block.ConditionKind != ControlFlowConditionKind.None)
                    Asked(value, LoopsAround(block));
                else if (Body.IsReturn(block.FallThroughSuccessor))
                    Asked(value, []);
            }

            foreach (var nested in body.SelfAndNested.Where(nested => nested != body))
            {
                foreach (var (symbol, _) in nested.Operations.SelectMany(step => Writes.Of(step, nested)))
                    _byKey.Remove(Condition.VariableKey(symbol));
            }
        }

        public IEnumerable<Condition> ByImportance() =>
            _byKey.Values.Where(candidate => candidate.Importance > 0).OrderByDescending(candidate => candidate.Importance).Select(candidate => candidate.Condition!.Value);

        private void Stored(IOperation step, List<(int First, int Last)> loops)
        {
            if (step is IFlowCaptureOperation { Value.Type.SpecialType: SpecialType.System_Boolean } capture)
                Stored(Condition.CaptureKey(capture.Id), capture.Value, loops);
            foreach (var (symbol, value) in Writes.Of(step, _body))
            {
                if (value is { Type.SpecialType: SpecialType.System_Boolean } && symbol is ILocalSymbol or IParameterSymbol)
                    Stored(Condition.VariableKey(symbol), value, loops);
            }
        }

        private void Stored(string key, IOperation value, List<(int First, int Last)> loops)
        {
            var leaves = Leaves(value).ToList();
            var sources = leaves.Select(leaf => Condition.Of(leaf, _body)).Where(source => source is not null).Select(source => Find(source!.Value.Key));
            Find(key).Store(leaves.Any(_decides), leaves.Any(leaf => leaf.ConstantValue.HasValue), sources);
            Asked(value, loops);
        }

        private void Asked(IOperation value, List<(int First, int Last)> loops)
        {
            foreach (var leaf in Leaves(value))
            {
                if (leaf.ConstantValue.HasValue || Condition.Of(leaf, _body) is not { } condition)
                    continue;
                Find(condition.Key).Ask(condition);
                if (!condition.IsShared && loops.Any(loop => !IsChangedBy(loop, condition)))
                    Find(condition.Key).Ask(condition); // each turn asks again, and may get the same answer
            }
        }

        private List<(int First, int Last)> LoopsAround(BasicBlock block) =>
            [.. _body.Loops.Where(loop => loop.First <= block.Ordinal && block.Ordinal <= loop.Last)];

        // As a for loop changes its counter: at the end of every turn.
        private bool IsChangedBy((int First, int Last) loop, Condition condition) =>
            _body.StepsOf(_body.Graph.Blocks[loop.Last]).SelectMany(step => Writes.Of(step, _body)).Any(write => condition.DependsOn(write.Symbol));

        private Candidate Find(string key)
        {
            if (!_byKey.TryGetValue(key, out var candidate))
                _byKey.Add(key, candidate = new Candidate());
            return candidate;
        }

        private static IEnumerable<IOperation> Leaves(IOperation value)
        {
            var isNegated = false;
            value = Condition.Strip(value, ref isNegated);
            return value is IBinaryOperation { OperatorKind: BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr } both
                ? Leaves(both.LeftOperand).Concat(Leaves(both.RightOperand))
                : [value];
        }
    }

    private sealed class Candidate
    {
        private readonly List<Candidate> _sources = [];
        private int _questions;
        private bool _holdsDecision;
        private bool _holdsConstant;

        public Condition? Condition { get; private set; }

        public int Importance =>
            Condition is null ? 0
            : _holdsDecision ? 3
            : _holdsConstant ? 2
            : _questions > 1 || _sources.Any(source => source._questions > 1 || source._holdsConstant || source._holdsDecision) ? 1
            : 0;

        public void Store(bool isDecision, bool isConstant, IEnumerable<Candidate> sources)
        {
            _holdsDecision |= isDecision;
            _holdsConstant |= isConstant;
            _sources.AddRange(sources);
        }

        public void Ask(Condition condition)
        {
            Condition = condition;
            _questions++;
        }
    }
}
