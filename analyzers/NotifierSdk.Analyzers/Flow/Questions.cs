using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NotifierSdk.Analyzers.Flow;

/// <summary>The conditions that a body asks or stores to, and what speaks for following each: counted once, whatever automata run over the body.</summary>
internal sealed class Questions
{
    private readonly Body _body;
    private readonly Dictionary<string, Candidate> _byKey = [];
    private IReadOnlyList<Candidate>? _candidates;

    public Questions(Body body)
    {
        _body = body;
        foreach (var block in body.Graph.Blocks)
        {
            var loops = body.Loops.Where(loop => loop.First <= block.Ordinal && block.Ordinal <= loop.Last).ToList();
            foreach (var step in body.StepsOf(block))
                Stored(step, loops);
            if (block.BranchValue is not { } value)
                continue;
            if (block.ConditionKind != ControlFlowConditionKind.None)
                Asked(value, loops);
            else if (Body.IsReturn(block.FallThroughSuccessor))
                Asked(value, []);
        }

        // The caller goes by it.
        if (body.Answer is { } answer)
        {
            Find(Condition.VariableKey(answer)).Ask(new Condition(Condition.VariableKey(answer), false, new HashSet<ISymbol>(SymbolEqualityComparer.Default) { answer }));
            Find(Condition.VariableKey(answer)).Ask(new Condition(Condition.VariableKey(answer), false, new HashSet<ISymbol>(SymbolEqualityComparer.Default) { answer }));
        }

        foreach (var symbol in body.SelfAndNested.Where(nested => nested != body).SelectMany(nested => nested.Written).Select(written => written.Key))
            _byKey.Remove(Condition.VariableKey(symbol));
    }

    /// <summary>The conditions worth following, for an automaton that finds these operations to decide.</summary>
    public IEnumerable<Condition> ByImportance(Func<IOperation, bool> decides) => (_candidates ??= [.. _byKey.Values.Where(candidate => candidate.MayMatter)])
        .Select(candidate => (candidate.Condition, Importance: candidate.Importance(decides)))
        .Where(found => found.Importance > 0)
        .OrderByDescending(found => found.Importance)
        .Select(found => found.Condition!.Value);

    private void Stored(IOperation step, List<(int First, int Last)> loops)
    {
        if (step is IFlowCaptureOperation { Value.Type.SpecialType: SpecialType.System_Boolean } capture)
            Stored(Condition.CaptureKey(capture.Id), capture.Value, loops);
        foreach (var (key, value) in Condition.ElementsKept(step))
            Stored(key, value, loops);
        foreach (var (symbol, value) in Writes.Of(step, _body))
        {
            if (value is not null && (value.Type?.SpecialType == SpecialType.System_Boolean || value == step) && symbol is ILocalSymbol or IParameterSymbol)
                Stored(Condition.VariableKey(symbol), value, loops);
        }
    }

    private void Stored(string key, IOperation value, List<(int First, int Last)> loops)
    {
        var leaves = Leaves(value).ToList();
        var sources = leaves.Select(leaf => Condition.Of(leaf, _body)).Where(source => source is not null).Select(source => Find(source!.Value.Key));
        Find(key).Store(leaves, sources);
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

    // As a for loop changes its counter: at the end of every turn.
    private bool IsChangedBy((int First, int Last) loop, Condition condition) =>
        _body.StepsOf(_body.Graph.Blocks[loop.Last]).SelectMany(step => Writes.Of(step, _body)).Any(write => condition.DependsOn(write.Symbol));

    private Candidate Find(string key)
    {
        if (!_byKey.TryGetValue(key, out var candidate))
            _byKey.Add(key, candidate = new Candidate());
        return candidate;
    }

    private IEnumerable<IOperation> Leaves(IOperation value)
    {
        var open = new Stack<(IOperation Condition, bool IsSingle)>();
        open.Push((value, false));
        while (open.Count > 0)
        {
            var isNegated = false;
            (value, var isSingle) = open.Pop();
            value = isSingle ? value : Condition.Strip(value, _body, ref isNegated);
            if (!isSingle && Junction.Of(value) is { } junction)
            {
                foreach (var part in junction.Parts.Reverse())
                    open.Push((part, part == value));
            }
            else if (value is IBinaryOperation { OperatorKind: BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.And or BinaryOperatorKind.Or } both)
            {
                open.Push((both.RightOperand, false));
                open.Push((both.LeftOperand, false));
            }
            else
            {
                yield return value;
            }
        }
    }

    private sealed class Candidate
    {
        private readonly List<Candidate> _sources = [];
        private readonly List<IOperation> _stored = [];
        private int _questions;
        private bool _holdsConstant;

        public Condition? Condition { get; private set; }

        /// <summary>Whether there is an automaton for which it is worth following: not where it is asked once, and nothing is stored.</summary>
        public bool MayMatter => Condition is not null && (_questions > 1 || _holdsConstant || _stored.Count > 0 || _sources.Count > 0);

        public int Importance(Func<IOperation, bool> decides) =>
            Condition is null ? 0
            : _stored.Any(decides) ? 3
            : _holdsConstant ? 2
            : _questions > 1 || _sources.Any(source => source._questions > 1 || source._holdsConstant || source._stored.Any(decides)) ? 1
            : 0;

        public void Store(IReadOnlyList<IOperation> values, IEnumerable<Candidate> sources)
        {
            _stored.AddRange(values);
            _holdsConstant |= values.Any(value => value.ConstantValue.HasValue);
            _sources.AddRange(sources);
        }

        public void Ask(Condition condition)
        {
            Condition = condition;
            _questions++;
        }
    }
}
