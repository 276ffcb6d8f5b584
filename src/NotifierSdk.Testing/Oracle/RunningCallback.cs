namespace NotifierSdk.Testing.Oracle;

/// <summary>A callback that a thread is in.</summary>
internal sealed class RunningCallback(IntervalNotifier driver)
{
    internal IntervalNotifier Driver { get; } = driver;

    /// <summary>Whether the sequence was saved, or need not be.</summary>
    internal bool IsSaved { get; set; }
}
