namespace NotifierSdk.Engine;

/// <summary>What kept a read section from beginning: a change of the registration under way, or invalidations that overlap what is read.</summary>
/// <param name="State">The registration's state that was seen.</param>
/// <param name="Running">What ran; null if the state is the obstacle.</param>
internal readonly record struct ReadObstacle(long State, RunningInvalidation[]? Running)
{
    /// <summary>Whether it is in the way still, and nothing else has changed: whoever waits need not start over.</summary>
    internal bool Stands(Registration registration) =>
        registration.State == State && ((State & RegistrationState.Changing) != 0 || RunningInvalidation.AnyRuns(Running));
}
