namespace NotifierSdk.Testing.Scheduling;

/// <summary>One step of one thread and all that it did until its next: what decides whether it commutes with a step of another thread.</summary>
internal sealed class Transition(ScheduledThread thread)
{
    internal int Thread { get; } = thread.Index;

    internal StepKind Kind { get; } = thread.Kind;

    internal object? Owner { get; } = thread.Owner;

    internal string Word { get; } = thread.Word;

    internal int WordId { get; } = thread.WordId;

    /// <summary>Whether it has signalled somebody who waits.</summary>
    internal bool HasSignalled { get; set; }

    /// <summary>Whether it held a lock before or afterwards, so that trying that lock may turn out differently.</summary>
    internal bool HeldLocks { get; set; }

    /// <summary>What else it has read and written, by numbers that are the same in every schedule. Null: nothing.</summary>
    internal List<(int Key, bool IsWrite)>? Notes { get; private set; }

    internal void Note(int key, bool isWrite) => (Notes ??= []).Add((key, isWrite));
}
