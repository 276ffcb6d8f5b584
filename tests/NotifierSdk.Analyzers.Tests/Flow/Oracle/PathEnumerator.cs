namespace NotifierSdk.Analyzers.Tests.Flow.Oracle;

/// <summary>What all paths of a program together do to the counter that Acquire and Release count in (0, 1, 2 and more).</summary>
internal sealed record Reached(SortedDictionary<int, ulong> Probes, ulong ReturnedTrue, ulong ReturnedFalse, ulong Thrown, ulong Escaped)
{
    public override string ToString() =>
        $"true {ReturnedTrue:b} false {ReturnedFalse:b} thrown {Thrown:b} escaped {Escaped:b} probes {string.Join(' ', Probes.Select(probe => $"{probe.Key}:{probe.Value:b}"))}";
}

/// <summary>
/// The oracle: runs a program once for each path. Whatever is not known is a choice; after each run the last choice that has another side is turned over.
/// </summary>
internal sealed class PathEnumerator(SmallProgram program)
{
    private const int MostTurns = 4; // of a loop, each time it is entered
    private const int MostDepth = 6; // of calls
    private const int MostPaths = 1_500;

    private readonly List<bool> _choices = [];
    private readonly SortedDictionary<int, ulong> _probes = [];
    private readonly Stack<string> _histories = [];
    private int _next;
    private int _count;
    private int _depth;
    private List<(int Number, int Count)> _seen = [];

    private enum End
    {
        Normal,
        Break,
        Continue,
        True,
        False,
        Thrown,
        Escaped,
    }

    /// <summary>If it is there, it gets the way to each probe and to each end of the main method: what ran in the calls that are still under way.</summary>
    public ISet<string>? Histories { get; init; }

    /// <summary>Null if there are too many paths.</summary>
    public Reached? Run()
    {
        var ends = new Dictionary<End, ulong>();
        for (var paths = 0; paths < MostPaths; paths++)
        {
            (_next, _count, _depth, _seen) = (0, 0, 0, []);
            _histories.Clear();
            _histories.Push("");
            try
            {
                var end = Method(0, [Choose(), Choose()]);
                Histories?.Add($"{_histories.Peek()} {end}:{_count}");
                ends[end] = ends.GetValueOrDefault(end) | (1UL << _count);
            }
            catch (TooLongException)
            {
                // The way so far is a real one; further turns lead nowhere that these do not.
            }

            foreach (var (number, count) in _seen)
                _probes[number] = _probes.GetValueOrDefault(number) | (1UL << count);
            if (!TurnOver())
                return new Reached(_probes, ends.GetValueOrDefault(End.True), ends.GetValueOrDefault(End.False), ends.GetValueOrDefault(End.Thrown), ends.GetValueOrDefault(End.Escaped));
        }

        return null;
    }

    private bool Choose()
    {
        if (_next == _choices.Count)
            _choices.Add(false);
        return _choices[_next++];
    }

    private void Note(string what)
    {
        if (Histories is not null)
            _histories.Push($"{_histories.Pop()} {what}");
    }

    private bool TurnOver()
    {
        _choices.RemoveRange(_next, _choices.Count - _next);
        while (_choices.Count > 0 && _choices[^1])
            _choices.RemoveAt(_choices.Count - 1);
        if (_choices.Count == 0)
            return false;
        _choices[^1] = true;
        return true;
    }

    private End Method(int number, bool[] flags)
    {
        if (++_depth > MostDepth)
            throw new TooLongException();
        if (_depth > 1)
            _histories.Push($"{_histories.Peek()} |");
        var end = Run(program.Methods[number], flags);
        if (--_depth > 0)
            _histories.Pop();
        return end == End.Normal ? End.True : end;
    }

    private End Run(Block block, bool[] flags)
    {
        foreach (var statement in block.Statements)
        {
            var end = Run(statement, flags);
            if (end != End.Normal)
                return end;
        }

        return End.Normal;
    }

    private End Run(Statement statement, bool[] flags)
    {
        switch (statement)
        {
            case Statement.Acquire:
                Note("Acquire");
                _count = Math.Min(2, _count + 1);
                return End.Normal;
            case Statement.Release:
                Note("Release");
                _count = Math.Max(0, _count - 1);
                return End.Normal;
            case Statement.Risky:
                var isThrown = Choose();
                Note(isThrown ? "Risky!" : "Risky");
                return isThrown ? End.Escaped : End.Normal;
            case Statement.Probe probe:
                _seen.Add((probe.Number, _count));
                Note($"{probe.Number}:{_count}");
                Histories?.Add(_histories.Peek());
                return End.Normal;
            case Statement.SetFlag set:
                return Evaluate(set.Value, flags, value => { flags[set.Flag] = value; return End.Normal; });
            case Statement.If choice:
                return Evaluate(choice.Test, flags, value => Run(value ? choice.Then : choice.Else, flags));
            case Statement.While loop:
                return Loop(loop, flags);
            case Statement.TryCatch guarded:
                return Catch(guarded, Run(guarded.Body, flags), flags);
            case Statement.TryFinally guarded:
                var end = Run(guarded.Body, flags);
                var after = Run(guarded.Finally, flags);
                return after == End.Normal ? end : after;
            case Statement.Call call:
                return Evaluate(new Test.Call(call.Method), flags, _ => End.Normal);
            case Statement.Return returned:
                return Evaluate(returned.Value, flags, value => value ? End.True : End.False);
            case Statement.Throw:
                return End.Thrown;
            case Statement.Break:
                return End.Break;
            case Statement.Continue:
                return End.Continue;
            default:
                throw new NotSupportedException(statement.ToString());
        }
    }

    private End Loop(Statement.While loop, bool[] flags)
    {
        for (var turn = 0; ; turn++)
        {
            var goesOn = false;
            var end = Evaluate(loop.Test, flags, value => { goesOn = value; return End.Normal; });
            if (end != End.Normal || !goesOn)
                return end;
            if (turn == MostTurns)
                throw new TooLongException();
            end = Run(loop.Body, flags);
            if (end == End.Break)
                return End.Normal;
            if (end is not (End.Normal or End.Continue))
                return end;
        }
    }

    private End Catch(Statement.TryCatch guarded, End end, bool[] flags)
    {
        var isTaken = end is End.Thrown or End.Escaped && (guarded.TakesAll || Choose());
        return isTaken ? Run(guarded.Handler, flags) : end;
    }

    private End Evaluate(Test test, bool[] flags, Func<bool, End> then) => test switch
    {
        Test.Constant constant => then(constant.Value),
        Test.Unknown => then(Choose()),
        Test.Flag flag => then(flags[flag.Number]),
        Test.Try => then(Try()),
        Test.Not not => Evaluate(not.Operand, flags, value => then(!value)),
        Test.And and => Evaluate(and.Left, flags, left => left ? Evaluate(and.Right, flags, then) : then(false)),
        Test.Or or => Evaluate(or.Left, flags, left => left ? then(true) : Evaluate(or.Right, flags, then)),
        Test.Call call => Method(call.Method, [Choose(), Choose()]) is var end && end is End.True or End.False ? then(end == End.True) : end,
        _ => throw new NotSupportedException(test.ToString()),
    };

    private bool Try()
    {
        var isAcquired = Choose();
        Note($"Try={isAcquired}");
        if (!isAcquired)
            return false;
        _count = Math.Min(2, _count + 1);
        return true;
    }

    private sealed class TooLongException : Exception;
}
