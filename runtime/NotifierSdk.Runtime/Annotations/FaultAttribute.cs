namespace NotifierSdk;

/// <summary>Marks the partial method that fills a range of the shadow. The generator writes its body: the loop of begin, collect, lock, retry, and commit.</summary>
/// <remarks>
/// The properties name the steps, which are methods of the same type. A step can take any of the parameters of the marked method, in any order; they are matched by name. A
/// <see cref="CancellationToken"/> and a <see cref="ReadSection"/> are matched by type.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultAttribute : Attribute
{
    /// <summary>
    /// Gets or sets the step that reads the primary mapping. It runs without the driver lock, so it may sleep, fail, or take long. It returns what it collected, or is a <c>bool TryX(…, out T)</c>, where
    /// false ends the fault as <see cref="FaultStatus.Unavailable"/>. Optional.
    /// </summary>
    public string? Collect { get; set; }

    /// <summary>Gets or sets the step that writes what was collected to the shadow. It runs under the driver lock, and only if nothing collided.</summary>
    public string? Commit { get; set; }

    /// <summary>
    /// Gets or sets the step that undoes what was collected. It runs without the driver lock whenever what was collected is not committed: after a collision, a timeout, a cancellation, or an exception.
    /// Optional.
    /// </summary>
    public string? Discard { get; set; }

    /// <summary>Gets or sets the step that computes the range to fault from the parameters of the marked method, if that method has no <see cref="AddressRange"/> parameter. Optional.</summary>
    public string? Range { get; set; }

    /// <summary>Gets or sets how often the fault is tried before it ends as <see cref="FaultStatus.Collided"/>. The value is at least 1; the default is 64.</summary>
    public int MaxAttempts { get; set; } = 64;

    /// <summary>Gets or sets how many milliseconds the fault may take before it ends as <see cref="FaultStatus.TimedOut"/>. The default, -1, means no limit.</summary>
    public int TimeoutMilliseconds { get; set; } = -1;
}
