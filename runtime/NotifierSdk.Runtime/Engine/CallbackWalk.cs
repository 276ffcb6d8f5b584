using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// The callbacks of one invalidation: every start, in order of the notifiers' ranges, then every finish in the same order
/// (protocol, sections 2, 4 and 5). What it has hit it leaves in the slot; whoever ends the invalidation gives that back.
/// </summary>
internal ref struct CallbackWalk(AddressSpace space, InvalidationSlot slot, ThreadContext thread, InvalidationSource source)
{
    private Invalidation _invalidation;

    /// <summary>What callbacks threw, where the source can still veto the change.</summary>
    internal List<Exception>? Failures { get; private set; }

    /// <summary>Calls everybody; false if the invalidation is not blockable and somebody would have blocked. The finish steps of those already started run all the same.</summary>
    internal bool Run(in Invalidation invalidation)
    {
        _invalidation = invalidation;
        var isAccepted = StartAll();
        if (SeededBug.HitBeforeFinish.IsActive)
            GiveBackEarly();
        if (isAccepted || !SeededBug.FinishSkipped.IsActive)
            FinishAll();
        if (SeededBug.HitBeforeFinish.IsActive)
            slot.Hits.Clear();
        return isAccepted;
    }

    private bool StartAll()
    {
        HashSet<Registration>? visited = null; // made for the second walk, and few invalidations need one
        while (true)
        {
            var isHitGivenBack = false;
            foreach (var registration in space.Tree.Snapshot.Overlapping(_invalidation.Range))
            {
                if (visited is not null && visited.Contains(registration))
                    continue;
                if (!registration.TryHit())
                    isHitGivenBack = true;
                else if (!Start(registration))
                    return false;
            }

            // A registration left while this walk met it; a batch may have put others in its place, in a tree that this walk did not see.
            if (!isHitGivenBack || SeededBug.NoSecondWalk.IsActive)
                return true;
            visited = Visited();
        }
    }

    private readonly HashSet<Registration> Visited()
    {
        var visited = new HashSet<Registration>(ReferenceEqualityComparer.Instance);
        for (var index = 0; index < slot.Hits.Count; index++)
            visited.Add(slot.Hits[index].Registration);
        return visited;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A callback that throws must not keep the others from being called; the exception is thrown, or reported, afterwards.")]
    private bool Start(Registration registration)
    {
        if (_invalidation.Sequence.Value == 0)
            _invalidation = _invalidation.WithSequence(space.NextSequence());
        var index = slot.Hits.Count;
        slot.Hits.Add(registration);

        thread.EnterCallback(space);
        try
        {
            var isAccepted = ValidationMode.IsEnabled
                ? CallbackChecks.Start(space, registration, thread, in _invalidation, out var finish)
                : registration.Notifier.Start(in _invalidation, out finish);
            if (isAccepted)
            {
                ref var hit = ref slot.Hits[index];
                hit.Finish = finish;
                hit.IsStarted = true;
                return true;
            }
        }
        catch (Exception exception)
        {
            Fail(registration, exception);
            return true;
        }
        finally
        {
            thread.LeaveCallback();
        }

        if (!_invalidation.IsBlockable)
            return false;
        space.Report(registration.Notifier, $"{AddressSpace.Describe(registration.Notifier)} refused a blockable invalidation ({_invalidation}); a callback may return false only where IsBlockable is false. It was treated as accepted.");
        return true;
    }

    private void FinishAll()
    {
        for (var index = 0; index < slot.Hits.Count; index++)
        {
            if (slot.Hits[index].IsStarted)
                Finish(slot.Hits[index].Registration, slot.Hits[index].Finish);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As in Start.")]
    private void Finish(Registration registration, FinishState finish)
    {
        thread.EnterCallback(space);
        try
        {
            registration.Notifier.Finish(in _invalidation, finish);
        }
        catch (Exception exception)
        {
            Fail(registration, exception);
        }
        finally
        {
            thread.LeaveCallback();
        }
    }

    private void Fail(Registration registration, Exception exception)
    {
        var notifier = AddressSpace.Describe(registration.Notifier);
        if (source == InvalidationSource.CanVeto)
        {
            (Failures ??= []).Add(new InvalidOperationException($"The callback of {notifier} ({registration.Range}) threw on {_invalidation}.", exception));
            return;
        }

        registration.MarkFailed();
        // A commit that looked before the mark may still be under way, and the change waits for nothing else.
        registration.Notifier.CompleteCommits();
        space.Report(registration.Notifier, $"The callback of {notifier} threw on {_invalidation}, which could not be stopped: the notifier has failed, and nothing of it is committed any more.", exception);
    }

    private readonly void GiveBackEarly()
    {
        for (var index = 0; index < slot.Hits.Count; index++)
            slot.Hits[index].Registration.GiveBackHit();
    }
}
