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
    /// <remarks>
    /// The step can tell the caller why nothing is available. Give it an out parameter that has the name of an out parameter of the marked method, or a second out parameter of type
    /// <see cref="Exception"/>. A fault that throws makes that exception its inner exception, and a fault that returns a <see cref="FaultOutcome"/> makes it the <see cref="FaultOutcome.Reason"/>.
    /// </remarks>
    public string? Collect { get; set; }

    /// <summary>Gets or sets the step that writes what was collected to the shadow. It runs under the driver lock, and only if nothing collided.</summary>
    public string? Commit { get; set; }

    /// <summary>
    /// Gets or sets the step that undoes what was collected. It runs without the driver lock whenever what was collected is not committed: after a collision, a timeout, a cancellation, or an exception.
    /// Optional.
    /// </summary>
    public string? Discard { get; set; }

    /// <summary>
    /// Gets or sets which range is faulted. Name one of several <see cref="AddressRange"/> parameters of the marked method, as in <c>Range = nameof(source)</c>, or a method that computes the range from the
    /// parameters. Optional if the marked method has one <see cref="AddressRange"/> parameter.
    /// </summary>
    public string? Range { get; set; }

    /// <summary>Gets or sets how often the fault is tried before it ends as <see cref="FaultStatus.Collided"/>. The value is at least 1; the default is 64.</summary>
    public int MaxAttempts { get; set; } = 64;

    /// <summary>
    /// Gets or sets how many attempts may collide before Collect is called under the driver lock. A slow Collect then makes progress although the mapping keeps changing: no callback runs while the lock is
    /// held, so only an invalidation between the begin and the lock still collides. 0 means every attempt. The default, -1, means never.
    /// </summary>
    /// <remarks>
    /// A deadlock occurs if Collect waits for something that waits for the lock: the owner of the mapping while it announces a change, the end of an invalidation, another fault of the driver, or the
    /// lock itself if it is not recursive. While Collect runs, invalidations that are not blockable are refused.
    /// </remarks>
    public int ExclusiveAfter { get; set; } = -1;

    /// <summary>
    /// Gets or sets how many milliseconds the fault may wait for invalidations and start further attempts. Then it ends as <see cref="FaultStatus.TimedOut"/>. The limit ends neither a Collect nor a wait for
    /// the driver lock. The default, -1, means no limit.
    /// </summary>
    public int TimeoutMilliseconds { get; set; } = -1;
}
