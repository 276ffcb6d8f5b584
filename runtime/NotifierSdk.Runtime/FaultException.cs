namespace NotifierSdk;

/// <summary>The exception that is thrown when a fault or the begin of a read section does not complete and no status can be returned.</summary>
public sealed class FaultException : Exception
{
    /// <summary>Creates the exception for a status.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is <see cref="FaultStatus.Completed"/>, or not a <see cref="FaultStatus"/>.</exception>
    public FaultException(FaultStatus status)
        : this(status, Describe(status))
    {
    }

    /// <summary>Creates the exception for a status with a message of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is <see cref="FaultStatus.Completed"/>.</exception>
    public FaultException(FaultStatus status, string message)
        : base(message) => Status = status == FaultStatus.Completed ? throw NoFailure(status) : status;

    /// <summary>Creates the exception for a status, with the reason that Collect handed out.</summary>
    /// <inheritdoc cref="FaultException(FaultStatus)" path="/exception"/>
    public FaultException(FaultStatus status, Exception? reason)
        : base(reason is null ? Describe(status) : $"{Describe(status)} {reason.Message}", reason) => Status = status;

    /// <summary>Gets how the fault ended. The value is never <see cref="FaultStatus.Completed"/>.</summary>
    public FaultStatus Status { get; }

    private static string Describe(FaultStatus status) => status switch
    {
        FaultStatus.Collided => "The fault collided with invalidations in every attempt it was allowed; nothing was committed. Allow more attempts, or report the collision to the caller.",
        FaultStatus.TimedOut => "The time was up before the fault completed; nothing was committed.",
        FaultStatus.Unavailable => "Collecting found nothing to mirror; nothing was committed.",
        FaultStatus.Removed => "The notifier is not inserted into an address space; insert it before it faults, and stop faulting before it is removed.",
        FaultStatus.Released => "The address space was released; its mapping is gone, and no fault can succeed any more.",
        _ => throw NoFailure(status),
    };

    private static ArgumentOutOfRangeException NoFailure(FaultStatus status) => new(
        nameof(status), status, $"{status} is not the status of a fault that failed.");
}
