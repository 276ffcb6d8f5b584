using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>Decides, schedule after schedule, who goes on at each step.</summary>
internal abstract class Strategy
{
    /// <summary>What reports call it.</summary>
    internal abstract string Name { get; }

    /// <summary>Its letters in a replay token.</summary>
    internal abstract string Code { get; }

    /// <summary>Whether it wants to be asked also where there is only one possibility.</summary>
    internal virtual bool DecidesEveryStep => false;

    /// <summary>Whether it needs to know which steps depend on each other.</summary>
    internal virtual bool TellsSchedulesApart => false;

    /// <summary>Whether threads stop at every step, also at those that nobody shares.</summary>
    internal virtual bool StopsEverywhere => false;

    /// <summary>Prepares the next schedule; false if there is none.</summary>
    internal abstract bool TryPrepare();

    /// <summary>The place of the thread that goes on, among those that can; the one that ran before comes first, if it can go on.</summary>
    internal abstract int Choose(Run run, IReadOnlyList<ScheduledThread> enabled, bool canContinue);

    /// <summary>After a schedule that did not fail: says what it did otherwise than the one that it was to follow; null if nothing.</summary>
    internal virtual string? Complete(Run run) => null;

    /// <summary>Forgets everything: more words have become steps.</summary>
    internal virtual void Restart()
    {
    }

    /// <summary>How a replay differs; a scenario that differs by itself proves nothing.</summary>
    protected static string? Differs(int step, int[] enabledBefore, StepKind kindBefore, string wordBefore, in Decision now)
    {
        if (!now.Enabled.AsSpan().SequenceEqual(enabledBefore))
            return $"decision {step} can be taken by other threads when the schedule is run again";
        return kindBefore != now.Kind || wordBefore != now.Word
            ? $"decision {step} was '{kindBefore} {wordBefore}', and is '{now.Kind} {now.Word}' when the schedule is run again"
            : null;
    }
}
