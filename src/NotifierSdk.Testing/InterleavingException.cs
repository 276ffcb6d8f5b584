namespace NotifierSdk.Testing;

/// <summary>An explored scenario has failed. The message is the report: what is wrong, and the schedule that leads to it, with a column for each thread.</summary>
/// <remarks>An ordinary exception, so that every test framework shows it as a failed test.</remarks>
public sealed class InterleavingException : Exception
{
    internal InterleavingException(Exploration exploration, string message)
        : base(message, exploration.Exception) => Exploration = exploration;

    /// <summary>Everything that is known about the exploration.</summary>
    public Exploration Exploration { get; }
}
