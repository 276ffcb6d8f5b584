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
    private readonly int _capacity;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<ISymbol, List<int>> _byInput = new(SymbolEqualityComparer.Default);
    private readonly List<int> _shared = [];
    private readonly Dictionary<IOperation, (int Number, bool IsNegated)> _found = [];

    private Conditions(Body body, int capacity) => (_body, _capacity) = (body, capacity);

    /// <summary>Whether there was room for all of them. If not, the engine sees paths that do not exist, and a rule must stay silent.</summary>
    public bool AreComplete { get; private set; } = true;

    /// <summary>How many there are; they are numbered from 1.</summary>
    public int Count => _numbers.Count;

    /// <summary>Chooses the conditions worth following; number 0 is left to the deciding call.</summary>
    public static Conditions Of(Body body, Func<IOperation, bool> decides, int capacity)
    {
        var conditions = new Conditions(body, capacity);
        foreach (var candidate in body.Questions.ByImportance(decides))
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
        (number, isNegated) = (0, false);
        if (_numbers.Count == 0)
            return false;
        if (!_found.TryGetValue(operation, out var found))
            _found.Add(operation, found = Find(operation));
        (number, isNegated) = found;
        return number != 0;
    }

    /// <summary>The mask split by what a variable holds; both ways the same if that is not followed.</summary>
    public (ulong WhenTrue, ulong WhenFalse) SplitBy(ISymbol variable, ulong mask) => _numbers.TryGetValue(Condition.VariableKey(variable), out var number)
        ? (StateSpace.Where(mask, number, true), StateSpace.Where(mask, number, false))
        : (mask, mask);

    /// <summary>The conditions that the step changes, each with its new value if the step stores that.</summary>
    public (int Number, IOperation? Value)[] ChangedBy(IOperation step) =>
        _numbers.Count == 0 || !(step.Kind == OperationKind.FlowCapture || Writes.AreIn(step)) ? [] : [.. Changes(step)];

    /// <summary>The mask without what nobody asks: those conditions that the body has not are false.</summary>
    public ulong Unasked(ulong mask)
    {
        mask = StateSpace.Where(mask, StateSpace.DecidedValue, false);
        for (var unused = Count + 1; unused < _capacity; unused++)
            mask = StateSpace.Where(mask, unused, false);
        return mask;
    }

    /// <summary>What is left to know in the next turn of a loop: others may have changed what the method shares with them.</summary>
    public ulong NextTurn(ulong mask)
    {
        foreach (var number in _shared)
            mask = StateSpace.Forget(mask, number);
        return mask;
    }

    private (int Number, bool IsNegated) Find(IOperation operation) =>
        Condition.Of(operation, _body) is { } condition && _numbers.TryGetValue(condition.Key, out var number) ? (number, condition.IsNegated) : (0, false);

    private IEnumerable<(int Number, IOperation? Value)> Changes(IOperation step)
    {
        if (step is IFlowCaptureOperation capture && _numbers.TryGetValue(Condition.CaptureKey(capture.Id), out var captured))
            yield return (captured, capture.Value);
        foreach (var (key, element) in Condition.ElementsKept(step))
        {
            if (_numbers.TryGetValue(key, out var kept))
                yield return (kept, element);
        }

        foreach (var (symbol, value) in Writes.Of(step, _body))
        {
            if (!_byInput.TryGetValue(symbol, out var affected))
                continue;
            var itself = _numbers.TryGetValue(Condition.VariableKey(symbol), out var number) ? number : -1;
            foreach (var condition in affected)
                yield return (condition, condition == itself ? value : null);
        }
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
}
