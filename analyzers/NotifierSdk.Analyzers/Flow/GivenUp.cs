namespace NotifierSdk.Analyzers.Flow;

/// <summary>
/// What is too large or too deep for the rules is given up on in silence: an analyzer that holds up the editor, or overflows the stack of the process that
/// everything else runs in, is worse than one that says nothing.
/// </summary>
internal static class GivenUp
{
    private static int s_count;

    /// <summary>How often that has happened in this process.</summary>
    public static int Count => Volatile.Read(ref s_count);

    /// <summary>The action, which ends early where its <see cref="Budget"/> or the stack does.</summary>
    public static Action<T> Silently<T>(Action<T> action) => context => Silently(() => action(context));

    /// <inheritdoc cref="Silently{T}(Action{T})"/>
    public static void Silently(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is BudgetSpentException or InsufficientExecutionStackException)
        {
            Interlocked.Increment(ref s_count);
        }
    }
}
