using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Seam;

/// <summary>
/// The door through which everything passes that orders the runtime's threads: lock-free accesses (<see cref="Word"/>), locks
/// (<see cref="ShortLock"/>, <see cref="DriverLock"/>), waiting and waking (<c>Waiting</c>), work for the thread pool.
/// </summary>
/// <remarks>
/// In production the door is a wall: the switch is a static readonly field, so compiled code holds no test of it. An explorer turns
/// the switch on before the first use, installs a <see cref="Scheduler"/> on each thread it controls, and is then asked at each step.
/// </remarks>
internal static class Interception
{
    internal const string SwitchName = "NotifierSdk.Interleavings";

    [FeatureSwitchDefinition(SwitchName)]
    internal static bool IsEnabled { get; } = AppContext.TryGetSwitch(SwitchName, out var isEnabled) && isEnabled;

    // An explorer controls the threads it made and no others: several may run beside each other in one test process.
    [ThreadStatic]
    private static Scheduler? t_scheduler;

    internal static Scheduler? Scheduler
    {
        get => t_scheduler;
        set
        {
            if (!IsEnabled)
                throw new InvalidOperationException($"Steps can be intercepted only where the feature switch {SwitchName} was set to true before the runtime was first used.");
            t_scheduler = value;
        }
    }

    /// <summary>Says that the calling thread is about to access a protocol word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void BeforeAccess(object owner, string word)
    {
        if (IsEnabled)
            Scheduler?.BeforeAccess(owner, word);
    }

    /// <summary>Runs the work on the thread pool, without the caller's execution context. Allocates nothing: it is called where hits are given back.</summary>
    internal static void Queue(IThreadPoolWorkItem work)
    {
        if (IsEnabled && Scheduler is { } scheduler)
            scheduler.Queue(work.Execute);
        else
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    /// <summary>Whether the calling thread's waits go by the clock. An explorer's do not: a wait with a deadline may end there at any step.</summary>
    internal static bool HasClock => !IsEnabled || Scheduler is null;
}
