namespace NotifierSdk.Analyzers.Flow;

/// <summary>What a body does to one state that it is entered in: a row of its table. It only ever grows while the engine works.</summary>
internal sealed class Summary
{
    /// <summary>The states on return, by the boolean that is returned.</summary>
    public Outcome Returned { get; private set; }

    /// <summary>The states in which it throws, by a throw statement of its own or of a helper.</summary>
    public ulong Thrown { get; private set; }

    /// <summary>The states in which an operation in it may throw.</summary>
    public ulong Escaped { get; private set; }

    /// <summary>Adds what a run has found; false if all of it is known.</summary>
    public bool Grow(Outcome returned, ulong thrown, ulong escaped)
    {
        var before = (Returned, Thrown, Escaped);
        Returned |= returned;
        Thrown |= thrown;
        Escaped |= escaped;
        return before != (Returned, Thrown, Escaped);
    }
}
