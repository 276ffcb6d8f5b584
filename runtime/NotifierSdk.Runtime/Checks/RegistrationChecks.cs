using NotifierSdk.CompilerServices;
using NotifierSdk.Engine;

namespace NotifierSdk.Checks;

/// <summary>What validation mode knows of one registration: its open read sections, and the lock that its sequence is used under.</summary>
internal sealed class RegistrationChecks(IntervalNotifier notifier)
{
    private readonly Lock _lock = new();
    private readonly List<(long Thread, ulong Sequence, long LocksTaken, string Place)> _sections = [];
    private HashSet<object>? _driverLocks; // those held at every use of the sequence so far; null before the first use under any
    private string _lockedPlace = "";

    /// <summary>
    /// A thread has begun a section by hand, and owes a check of it if it commits. It may have given the one before up, since nothing could be collected; but if it has taken the
    /// driver lock since, it has committed. What generated code begins is not counted: it checks before each commit.
    /// </summary>
    internal void Begun(ReadToken token)
    {
        string? owed = null;
        lock (_lock)
        {
            var (thread, locks) = (ThreadContext.ProvideId(), HeldLocks.OfThisThread);
            var index = _sections.FindIndex(section => section.Thread == thread);
            if (index >= 0)
            {
                if (_driverLocks is not null && locks.HasTakenSince(_sections[index].LocksTaken, _driverLocks))
                    owed = _sections[index].Place;
                _sections.RemoveAt(index);
            }

            _sections.Add((thread, token.Sequence, locks.TakenCount, ValidationMode.Place()));
        }

        if (owed is not null)
            ValidationMode.Report(ValidationRule.SectionNotChecked, $"A read section of {AddressSpace.Describe(notifier)} begins, and the one that this thread began before was never checked, although the driver lock was taken since: one token covers one snapshot, and ReadRetry comes before the commit.", owed);
    }

    /// <summary>A token was checked, under the locks that the thread holds.</summary>
    internal void Checked(ReadToken token)
    {
        lock (_lock)
        {
            var thread = ThreadContext.ProvideId();
            var index = _sections.FindIndex(section => section.Sequence == token.Sequence && section.Thread == thread);
            if (index < 0)
                index = _sections.FindIndex(section => section.Sequence == token.Sequence);
            if (index >= 0)
                _sections.RemoveAt(index);
        }

        CheckDriverLock("ReadRetry");
    }

    internal void Saved(InvalidationSequence sequence)
    {
        ThreadChecks.OfThisThread.SavedSequence = sequence;
        CheckDriverLock("SetSeq");
    }

    /// <summary>A callback accepted without SetSeq.</summary>
    internal void AcceptedWithoutSequence(in Invalidation invalidation)
    {
        string? open;
        lock (_lock)
            open = _sections.Count == 0 ? null : _sections[0].Place;
        if (open is not null)
            ValidationMode.Report(ValidationRule.SequenceNotSaved, $"The callback of {AddressSpace.Describe(notifier)} accepted {invalidation} without SetSeq while a read section was open: what that collected will be committed.", open);
    }

    /// <summary>The locks held at all uses so far, thinned out by those held now; when none is left the uses agree on no lock.</summary>
    private void CheckDriverLock(string what)
    {
        string? disagreed = null;
        lock (_lock)
        {
            var held = HeldLocks.OfThisThread.Locks.ToHashSet(ReferenceEqualityComparer.Instance);
            if (_driverLocks is null)
            {
                if (held.Count == 0)
                    return; // perhaps under a lock that the runtime does not see
                (_driverLocks, _lockedPlace) = (held, ValidationMode.Place());
                return;
            }

            if (_driverLocks.Count == 0)
                return; // reported before
            _driverLocks.RemoveWhere(gate => !held.Contains(gate) && !ForeignLock.IsHeldAcrossAwait(gate));
            if (_driverLocks.Count == 0)
                disagreed = _lockedPlace;
        }

        if (disagreed is not null)
            ValidationMode.Report(ValidationRule.WithoutDriverLock, $"{what} of {AddressSpace.Describe(notifier)} without the driver lock that an earlier use was made under: SetSeq and ReadRetry are called under the same one.", disagreed);
    }
}
