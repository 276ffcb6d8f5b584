namespace NotifierSdk.Generators.Emission;

/// <summary>The runtime's types as the emitted text names them.</summary>
internal static class RuntimeNames
{
    public const string CallbackFilter = "global::NotifierSdk.CompilerServices.CallbackFilter";
    public const string DriverLockName = "global::NotifierSdk.CompilerServices.DriverLockName";
    public const string FaultAttempts = "global::NotifierSdk.CompilerServices.FaultAttempts";
    public const string FaultException = "global::NotifierSdk.FaultException";
    public const string ForeignLock = "global::NotifierSdk.CompilerServices.ForeignLock";
    public const string FaultOutcome = "global::NotifierSdk.FaultOutcome";
    public const string FaultStatus = "global::NotifierSdk.FaultStatus";
    public const string FinishState = "global::NotifierSdk.FinishState";
    public const string IntervalNotifier = "global::NotifierSdk.IntervalNotifier";
    public const string Invalidation = "global::NotifierSdk.Invalidation";
    public const string InvalidationEvent = "global::NotifierSdk.InvalidationEvent";
}
