using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Telemetry;

namespace NotifierSdk;

/// <summary>Controls validation mode, in which the runtime watches how drivers use it, and reports mistakes even if they did no harm this time.</summary>
/// <remarks>
/// <para>
/// The mode is off unless the feature switch <see cref="SwitchName"/> is set before the runtime is first used. In a project file, add
/// <c>&lt;RuntimeHostConfigurationOption Include="NotifierSdk.Validation" Value="true" /&gt;</c>.
/// </para>
/// <para>
/// When the mode is off, it costs nothing: the switch is a static readonly field, and compiled code contains no test of it. When the mode is on, the runtime takes stack traces and is slow. The mode sees
/// <see cref="DriverLock"/>, the locks that generated code takes, and the locks that it is told of with <see cref="LockTaking"/>, <see cref="LockTaken"/>, and <see cref="LockReleased"/>.
/// </para>
/// </remarks>
public static class ValidationMode
{
    /// <summary>The name of the feature switch.</summary>
    public const string SwitchName = "NotifierSdk.Validation";

    /// <summary>Gets whether the mode is on in this process.</summary>
    [FeatureSwitchDefinition(SwitchName)]
    public static bool IsEnabled { get; } = AppContext.TryGetSwitch(SwitchName, out var isEnabled) && isEnabled;

    /// <summary>Gets or sets whether a report is thrown as a <see cref="ValidationException"/> where the mistake is made, instead of being raised as an event. In a callback, the exception vetoes the change.</summary>
    public static bool Throws { get; set; }

    /// <summary>Raised for each report, on the thread that caused it. Handlers must not throw.</summary>
    public static event Action<ValidationReport>? Reported;

    /// <summary>
    /// Tells the mode that this thread is about to wait for a lock that the mode cannot see: one that is not a <see cref="DriverLock"/> and that no generated code takes. The mode then checks the order in
    /// which locks are taken. The method does nothing when the mode is off.
    /// </summary>
    /// <param name="gate">The lock. Locks are compared by reference.</param>
    public static void LockTaking(object gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (IsEnabled)
            HeldLocks.OfThisThread.Taking(gate);
    }

    /// <summary>Tells the mode that this thread has taken such a lock. The mode then knows that <c>SetSeq</c> and <c>ReadRetry</c> are called under it. The method does nothing when the mode is off.</summary>
    /// <inheritdoc cref="LockTaking"/>
    public static void LockTaken(object gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (IsEnabled)
            HeldLocks.OfThisThread.Taken(gate);
    }

    /// <summary>Tells the mode that this thread has released such a lock. The method does nothing when the mode is off.</summary>
    /// <inheritdoc cref="LockTaking"/>
    public static void LockReleased(object gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (IsEnabled)
            HeldLocks.OfThisThread.Released(gate);
    }

    internal static void Report(ValidationRule rule, string message, string? otherPlace)
    {
        var report = new ValidationReport(rule, message, Place(), otherPlace);
        Listeners.Tell(report, static report => NotifierEventSource.Log.ValidationReport($"{report.Rule}", report.Message, report.Place, report.OtherPlace ?? ""));
        if (Throws)
            throw new ValidationException(report);
        foreach (var handler in Delegate.EnumerateInvocationList(Reported))
            Listeners.Tell((handler, report), static told => told.handler(told.report));
    }

    /// <summary>Where the calling code is, without the runtime's own frames on top.</summary>
    internal static string Place()
    {
        var frames = new StackTrace(fNeedFileInfo: true).GetFrames();
        var first = Array.FindIndex(frames, frame => DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName is { } name && name != s_ownName);
        var shown = frames.Skip(Math.Max(first, 0)).Take(12);
        return string.Concat(shown.Select(frame => new StackTrace(frame).ToString()));
    }

    private static readonly string s_ownName = typeof(ValidationMode).Assembly.FullName!;
}
