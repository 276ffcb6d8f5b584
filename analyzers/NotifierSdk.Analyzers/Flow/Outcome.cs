namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// The states that a step leads to, by the boolean value that it has there. A step without such a value leads to the same states both ways.
/// </summary>
internal readonly record struct Outcome(ulong WhenTrue, ulong WhenFalse)
{
    public ulong Any => WhenTrue | WhenFalse;

    public static Outcome To(int state) => new(1UL << state, 1UL << state);

    public static Outcome Split(int whenTrue, int whenFalse) => new(1UL << whenTrue, 1UL << whenFalse);

    public static Outcome operator |(Outcome left, Outcome right) => new(left.WhenTrue | right.WhenTrue, left.WhenFalse | right.WhenFalse);
}
