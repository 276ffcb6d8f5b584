namespace NotifierSdk;

/// <summary>Marks the partial method that fills a range of the shadow; the generator writes its begin, collect, lock, retry, commit loop (protocol, section 2).</summary>
/// <remarks>
/// The steps are methods of the same type, named here. Their parameters are matched to the entry point's by name; each may take any subset in any
/// order, and <see cref="CancellationToken"/> and <see cref="ReadSection"/> by type.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultAttribute : Attribute
{
    /// <summary>
    /// Reads the primary mapping, without the driver lock; it may sleep, fail or take long. It returns what it collected, or is
    /// <c>bool TryX(…, out T)</c>, where false ends the fault as <see cref="FaultStatus.Unavailable"/>. Optional.
    /// </summary>
    public string? Collect { get; set; }

    /// <summary>Writes what was collected to the shadow, under the driver lock, only if nothing collided.</summary>
    public string? Commit { get; set; }

    /// <summary>
    /// Undoes what collecting acquired; called without the driver lock whenever that was not committed: collision, timeout,
    /// cancellation, exception. Optional.
    /// </summary>
    public string? Discard { get; set; }

    /// <summary>Computes the range to fault from the entry point's parameters, where the entry point has no <see cref="AddressRange"/> parameter. Optional.</summary>
    public string? Range { get; set; }

    /// <summary>How often the fault is tried before it ends as <see cref="FaultStatus.Collided"/>: at least 1; 64 unless set.</summary>
    public int MaxAttempts { get; set; } = 64;

    /// <summary>How many milliseconds the fault may take before it ends as <see cref="FaultStatus.TimedOut"/>; -1, the default, is no limit.</summary>
    public int TimeoutMilliseconds { get; set; } = -1;
}
