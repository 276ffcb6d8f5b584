namespace NotifierSdk.Analyzers.Flow.Witnesses;

/// <summary>How a path comes from one place to the next.</summary>
internal enum MoveKind
{
    /// <summary>Somebody enters the body.</summary>
    Enter,

    /// <summary>A step runs; if it decides, with that value.</summary>
    Step,

    /// <summary>A step throws.</summary>
    Throw,

    /// <summary>A call enters the body of a helper.</summary>
    Call,

    /// <summary>A condition turns out so.</summary>
    Branch,

    /// <summary>Nothing else was possible.</summary>
    Go,
}

internal readonly record struct Move(Place To, MoveKind Kind, bool Value);
