namespace NotifierSdk.Testing;

/// <summary>The exception that is thrown when a schedule of an explored scenario fails. The message describes the failure, and shows the schedule as a table with a column for each thread.</summary>
/// <remarks>Every test framework shows it as a failed test, because it is an ordinary exception.</remarks>
public sealed class InterleavingException : Exception
{
    internal InterleavingException(Exploration exploration, string message)
        : base(message, exploration.Exception) => Exploration = exploration;

    /// <summary>Gets the exploration that failed.</summary>
    public Exploration Exploration { get; }
}
