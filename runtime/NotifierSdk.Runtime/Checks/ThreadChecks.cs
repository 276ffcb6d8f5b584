namespace NotifierSdk.Checks;

/// <summary>What validation mode knows of the callbacks that the calling thread runs.</summary>
internal sealed class ThreadChecks
{
    [ThreadStatic]
    private static ThreadChecks? t_current;

    internal static ThreadChecks OfThisThread => t_current ??= new ThreadChecks();

    /// <summary>What the callback that runs has saved.</summary>
    internal InvalidationSequence SavedSequence { get; set; }

    /// <summary>What the callback that has returned last had saved.</summary>
    internal InvalidationSequence ReturnedSequence { get; set; }

    /// <summary>A lock that the callback which has returned last took and did not release; null if there is none.</summary>
    internal LockClass? KeptLock { get; set; }
}
