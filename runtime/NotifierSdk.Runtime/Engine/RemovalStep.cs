using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// What ends a registration, once: waits for the driver's commits, then tells the driver. Due when the registration is removed and no
/// invalidation holds it; run by whoever sees that and wins the compare-exchange (protocol, section 4).
/// </summary>
internal struct RemovalStep
{
    private const int Pending = 0, Running = 1, Done = 2;

    private int _state;
    private int _thread;

    internal readonly bool IsDone(Registration owner) => Word.Read(in _state, owner, nameof(RemovalStep)) == Done;

    internal readonly bool IsDue(Registration owner) => Word.Read(in _state, owner, nameof(RemovalStep)) == Pending && owner.Hits == 0;

    /// <summary>Whether the calling thread is in the middle of it: in <c>OnRemoved</c> or <c>WaitForCommits</c>.</summary>
    internal readonly bool IsRunningHere(Registration owner) =>
        Word.Read(in _state, owner, nameof(RemovalStep)) == Running && _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs the step on the calling thread, if it is due and nobody else's.</summary>
    internal void RunIfDue(Registration owner)
    {
        if (owner.Hits == 0 && TryClaim(owner))
            Run(owner);
    }

    /// <summary>Has the step run on the thread pool: the caller is an end, a callback, or somebody else who must not wait for the driver.</summary>
    internal void QueueIfDue(Registration owner)
    {
        if (owner.Hits == 0 && TryClaim(owner))
            Interception.Queue(() => RunReporting(owner));
    }

    /// <summary>There is nothing to end.</summary>
    internal void Skip(Registration owner) => Word.CompareExchange(ref _state, Done, Pending, owner, nameof(RemovalStep));

    private bool TryClaim(Registration owner) =>
        SeededBug.RemovalStepTwice.IsActive || Word.CompareExchange(ref _state, Running, Pending, owner, nameof(RemovalStep));

    private static void Run(Registration owner)
    {
        ref var step = ref owner.RemovalStep;
        step._thread = Environment.CurrentManagedThreadId;
        try
        {
            owner.Notifier.EndRegistration();
        }
        finally
        {
            // Interlocked: pairs with IsDone, read by those who wait in Remove and by the next insert.
            Word.CompareExchange(ref step._state, Done, Running, owner, nameof(RemovalStep));
            owner.Wake();
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "On the thread pool there is nobody to throw at; the exception is reported.")]
    private static void RunReporting(Registration owner)
    {
        try
        {
            Run(owner);
        }
        catch (Exception exception)
        {
            owner.Space.Report(owner.Notifier, $"{AddressSpace.Describe(owner.Notifier)} threw when its registration for {owner.Range} ended; it is removed all the same.", exception);
        }
    }
}
