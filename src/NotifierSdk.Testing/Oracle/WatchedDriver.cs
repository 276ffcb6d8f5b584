namespace NotifierSdk.Testing.Oracle;

/// <summary>What the oracle knows of one notifier in one schedule.</summary>
internal sealed class WatchedDriver
{
    /// <summary>Whether the scenario handed it to the oracle: only then its own conduct is judged, too, and not just the runtime's.</summary>
    internal bool IsJudged { get; set; }

    /// <summary>Callbacks of it that run.</summary>
    internal int Callbacks { get; set; }

    /// <summary>The registration that a Remove has ended.</summary>
    internal object? RemovedRegistration { get; set; }

    /// <summary>The registration of which the driver was told that it has ended.</summary>
    internal object? ToldRegistration { get; set; }

    /// <summary>The read sections that threads have begun and not yet checked.</summary>
    internal Dictionary<int, AddressRange> OpenReads { get; } = [];

    /// <summary>Whether it held a lock that the explorer controls when it saved a sequence or looked for a collision.</summary>
    internal bool IsLockSeen { get; set; }
}
