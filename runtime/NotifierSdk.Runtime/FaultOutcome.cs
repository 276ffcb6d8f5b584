namespace NotifierSdk;

/// <summary>Tells how a fault ended, and why. A method that is marked with <see cref="FaultAttribute"/> returns it if its caller wants the reason without an exception.</summary>
/// <remarks>The default value is a fault that completed. The type is immutable, so threads can share a value.</remarks>
public readonly record struct FaultOutcome
{
    /// <summary>Creates an outcome.</summary>
    /// <param name="status">How the fault ended.</param>
    /// <param name="reason">Why the fault did not complete, if that is known.</param>
    public FaultOutcome(FaultStatus status, Exception? reason = null) => (Status, Reason) = (status, reason);

    /// <summary>Gets how the fault ended.</summary>
    public FaultStatus Status { get; }

    /// <summary>
    /// Gets why the fault did not complete. The exception was not thrown. For <see cref="FaultStatus.Unavailable"/> it is what Collect handed out, if it did; for <see cref="FaultStatus.TimedOut"/> it is a
    /// <see cref="FaultException"/> that names what ran; otherwise it is null.
    /// </summary>
    public Exception? Reason { get; }

    /// <summary>Gets whether the fault completed.</summary>
    public bool IsCompleted => Status == FaultStatus.Completed;

    /// <summary>Creates an outcome without a reason.</summary>
    public static implicit operator FaultOutcome(FaultStatus status) => FromFaultStatus(status);

    /// <inheritdoc cref="op_Implicit(FaultStatus)"/>
    public static FaultOutcome FromFaultStatus(FaultStatus status) => new(status);

    /// <inheritdoc/>
    public override string ToString() => Reason is null ? $"{Status}" : $"{Status}: {Reason.Message}";
}
