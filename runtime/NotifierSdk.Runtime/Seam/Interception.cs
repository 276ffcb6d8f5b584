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

    /// <summary>How many processors the runtime makes room for. A scenario has the same steps on every machine.</summary>
    internal static int Processors => IsEnabled ? 1 : Environment.ProcessorCount;

    /// <summary>Says that the calling thread is about to read a protocol word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void BeforeRead(object owner, string word)
    {
        if (IsEnabled)
            Scheduler?.BeforeAccess(owner, word, isWrite: false);
    }

    /// <summary>Says that the calling thread is about to write a protocol word, or may write it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void BeforeWrite(object owner, string word)
    {
        if (IsEnabled)
            Scheduler?.BeforeAccess(owner, word, isWrite: true);
    }

    /// <summary>Says that the calling thread has plainly written what others read without a lock. No step of its own: it is published by one that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Wrote(object owner, string word)
    {
        if (IsEnabled)
            Scheduler?.Wrote(owner, word);
    }

    /// <summary>Tells an explorer what the calling thread has done, in the words of the protocol. No step of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Happened(ProtocolStep step, object subject, AddressRange range = default, ulong number = 0, bool outcome = true)
    {
        if (IsEnabled)
            Scheduler?.Happened(step, subject, range, number, outcome);
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
