namespace NotifierSdk.Testing.Scheduling;

/// <summary>What a thread is about to do.</summary>
internal enum StepKind
{
    Start,
    Read,
    Write,
    Lock,
    TryLock,
    Park,

    /// <summary>A task that an asynchronous body waits for.</summary>
    Await,

    /// <summary>A step of the author's own.</summary>
    Point,

    /// <summary>A step that everything depends on.</summary>
    Everything,
}
