namespace NotifierSdk.Testing.Scheduling;

/// <summary>Unwinds the threads of a schedule that is over before they are.</summary>
internal sealed class RunOverException : Exception;
