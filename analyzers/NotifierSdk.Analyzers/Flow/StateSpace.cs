namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// What the 64 bits of a mask stand for: one for each pair of an automaton's state and a combination of truth values of a few conditions.
/// Condition 0 is the value of the last call that decided; the others are the method's own (<see cref="Conditions"/>).
/// </summary>
internal readonly struct StateSpace
{
    public const int DecidedValue = 0;

    // Bit i of entry c: condition c is true in the i-th combination.
    private static readonly ulong[] s_isTrue = [0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0, 0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000];

    private readonly int _states;

    public StateSpace(int states)
    {
        _states = states;
        ConditionCount = 0;
        while (ConditionCount < s_isTrue.Length && states << (ConditionCount + 1) <= 64)
            ConditionCount++;
    }

    /// <summary>How many conditions fit, that of the deciding call among them.</summary>
    public int ConditionCount { get; }

    private ulong AllCombinations => ConditionCount == 6 ? ulong.MaxValue : (1UL << (1 << ConditionCount)) - 1;

    /// <summary>The states, each with every combination of truth values.</summary>
    public ulong Unfold(ulong states)
    {
        var mask = 0UL;
        for (var state = 0; state < _states; state++)
        {
            if ((states & (1UL << state)) != 0)
                mask |= AllCombinations << (state << ConditionCount);
        }

        return mask;
    }

    /// <summary>The states alone.</summary>
    public ulong Fold(ulong mask)
    {
        var states = 0UL;
        for (var state = 0; state < _states; state++)
        {
            if (CombinationsOf(mask, state) != 0)
                states |= 1UL << state;
        }

        return states;
    }

    /// <summary>The state that a bit of a mask stands for.</summary>
    public int StateOf(int bit) => bit >> ConditionCount;

    /// <summary>The combinations in which a state is.</summary>
    public ulong CombinationsOf(ulong mask, int state) => (mask >> (state << ConditionCount)) & AllCombinations;

    /// <summary>The same combinations beside each of the states.</summary>
    public ulong Place(ulong combinations, ulong states)
    {
        var mask = 0UL;
        for (var state = 0; state < _states; state++)
        {
            if ((states & (1UL << state)) != 0)
                mask |= combinations << (state << ConditionCount);
        }

        return mask;
    }

    /// <summary>Where the condition has that value.</summary>
    public static ulong Where(ulong mask, int condition, bool value) => mask & (value ? s_isTrue[condition] : ~s_isTrue[condition]);

    /// <summary>The condition now has that value.</summary>
    public static ulong Set(ulong mask, int condition, bool value)
    {
        var distance = 1 << condition;
        return value
            ? (mask & s_isTrue[condition]) | ((mask & ~s_isTrue[condition]) << distance)
            : (mask & ~s_isTrue[condition]) | ((mask & s_isTrue[condition]) >> distance);
    }

    /// <summary>Behind a block nobody asks what its calls decided: paths that differ in nothing else become one.</summary>
    public static ulong Undecided(ulong mask) => Set(mask, DecidedValue, false);

    /// <summary>The condition may now have either value.</summary>
    public static ulong Forget(ulong mask, int condition) => Set(mask, condition, true) | Set(mask, condition, false);
}
