using NotifierSdk.Testing.Scheduling;

namespace NotifierSdk.Testing.Search;

/// <summary>Whether the order of two threads' steps can matter.</summary>
internal static class Dependence
{
    /// <param name="tried">A step that was tried in an earlier schedule; what it did besides its first access is known from there.</param>
    /// <param name="pending">Its thread in this schedule, where it is still to come: the objects of this schedule.</param>
    /// <param name="taken">A step of another thread that was taken in this schedule.</param>
    internal static bool Between(Transition tried, ScheduledThread pending, Transition taken)
    {
        if (IsOnEverything(tried.Kind) || IsOnEverything(taken.Kind))
            return true;
        if (taken.Kind == StepKind.Park ? tried.HasSignalled : tried.Kind == StepKind.Park && taken.HasSignalled)
            return true;
        if (IsTryOf(tried.Kind, taken) || IsTryOf(taken.Kind, tried))
            return true;
        return IsSameAccess(pending, taken) || NotesMeet(tried, taken) || NotesMeet(taken, tried);
    }

    private static bool IsOnEverything(StepKind kind) => kind is StepKind.Everything or StepKind.Await;

    // Whoever holds a lock may give it back in its step; which lock is not looked at.
    private static bool IsTryOf(StepKind kind, Transition other) => kind == StepKind.TryLock && (other.HeldLocks || other.Kind is StepKind.Lock or StepKind.TryLock);

    private static bool IsSameAccess(ScheduledThread pending, Transition taken)
    {
        if (pending.Owner is null || !ReferenceEquals(pending.Owner, taken.Owner))
            return false;
        var areWords = pending.Kind is StepKind.Read or StepKind.Write && taken.Kind is StepKind.Read or StepKind.Write;
        return !areWords || (pending.Word == taken.Word && (pending.Kind == StepKind.Write || taken.Kind == StepKind.Write));
    }

    private static bool NotesMeet(Transition first, Transition second)
    {
        if (first.Notes is null)
            return false;
        foreach (var (key, isWrite) in first.Notes)
        {
            // A plain access, known only by the word's name, against one of that word in whatever object.
            if (second.WordId >= 0 && key == Run.KeyOfWord(second.WordId) && (isWrite || second.Kind == StepKind.Write))
                return true;
            foreach (var (other, isOtherWrite) in second.Notes ?? [])
            {
                if (key == other && (isWrite || isOtherWrite))
                    return true;
            }
        }

        return false;
    }
}
