using System.Diagnostics.CodeAnalysis;
using NotifierSdk.Checks;
using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// The callbacks of one invalidation: every start, in order of the notifiers' ranges, then every finish in the same order
/// (protocol, sections 2, 4 and 5). What it has hit it leaves in the slot; whoever ends the invalidation gives that back.
/// </summary>
internal readonly ref struct CallbackWalk
{
    private readonly AddressSpace _space;
    private readonly InvalidationSlot _slot;
    private readonly ThreadContext _thread;
    private readonly ref readonly Invalidation _invalidation;
    private readonly InvalidationSource _source;
    private readonly ref List<Exception>? _failures;

    /// <param name="space">Whose notifiers are called; the thread is in a callback of it already.</param>
    /// <param name="slot">Where the invalidation runs.</param>
    /// <param name="thread">The calling thread.</param>
    /// <param name="invalidation">What the callbacks see.</param>
    /// <param name="source">What becomes of a callback that throws.</param>
    /// <param name="failures">What callbacks threw, where the source can still veto the change.</param>
    internal CallbackWalk(
        AddressSpace space, InvalidationSlot slot, ThreadContext thread, ref readonly Invalidation invalidation, InvalidationSource source, ref List<Exception>? failures)
    {
        _space = space;
        _slot = slot;
        _thread = thread;
        _invalidation = ref invalidation;
        _source = source;
        _failures = ref failures;
    }

    /// <summary>Calls everybody, from the first that the enumerator stands at; false if the invalidation is not blockable and somebody would have blocked. The finish steps of those already started run all the same.</summary>
    internal bool Run(ref IntervalTree<Registration>.OverlapEnumerator overlapping)
    {
        var isAccepted = StartAll(ref overlapping);
        if (SeededBug.HitBeforeFinish.IsActive)
            GiveBackEarly();
        if (isAccepted || !SeededBug.FinishSkipped.IsActive)
            FinishAll();
        if (SeededBug.HitBeforeFinish.IsActive)
            _slot.Hits.Clear();
        return isAccepted;
    }

    private bool StartAll(ref IntervalTree<Registration>.OverlapEnumerator overlapping)
    {
        HashSet<Registration>? visited = null; // made for the second walk, and few invalidations need one
        while (true)
        {
            var isHitGivenBack = false;
            do
            {
                var registration = overlapping.Current;
                if (visited is not null && visited.Contains(registration))
                    continue;
                if (!registration.TryHit())
                    isHitGivenBack = true;
                else if (!Start(registration))
                    return false;
            }
            while (overlapping.MoveNext());

            // A registration left while this walk met it; a batch may have put others in its place, in a tree that this walk did not see.
            if (!isHitGivenBack || SeededBug.NoSecondWalk.IsActive)
                return true;
            visited = Visited();
            overlapping = _space.Tree.Snapshot.Overlapping(_invalidation.Range).GetEnumerator();
            if (!overlapping.MoveNext())
                return true;
        }
    }

    private HashSet<Registration> Visited()
    {
        var visited = new HashSet<Registration>(ReferenceEqualityComparer.Instance);
        for (var index = 0; index < _slot.Hits.Count; index++)
            visited.Add(_slot.Hits[index].Registration);
        return visited;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A callback that throws must not keep the others from being called; the exception is thrown, or reported, afterwards.")]
    private bool Start(Registration registration)
    {
        ref var hit = ref _slot.Hits.Add(registration);
        try
        {
            var isAccepted = ValidationMode.IsEnabled
                ? CallbackChecks.Start(_space, registration, _thread, in _invalidation, out var finish)
                : registration.Notifier.Start(in _invalidation, out finish);
            if (isAccepted)
            {
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

        if (!_invalidation.IsBlockable)
            return false;
        _space.Report(registration.Notifier, $"{AddressSpace.Describe(registration.Notifier)} refused a blockable invalidation ({_invalidation}); a callback may return false only where IsBlockable is false. It was treated as accepted.");
        return true;
    }

    private void FinishAll()
    {
        for (var index = 0; index < _slot.Hits.Count; index++)
        {
            if (_slot.Hits[index].IsStarted)
                Finish(_slot.Hits[index].Registration, _slot.Hits[index].Finish);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As in Start.")]
    private void Finish(Registration registration, FinishState finish)
    {
        try
        {
            registration.Notifier.Finish(in _invalidation, finish);
        }
        catch (Exception exception)
        {
            Fail(registration, exception);
        }
    }

    private void Fail(Registration registration, Exception exception)
    {
        var notifier = AddressSpace.Describe(registration.Notifier);
        if (_source == InvalidationSource.CanVeto)
        {
            (_failures ??= []).Add(new InvalidOperationException($"The callback of {notifier} ({registration.Range}) threw on {_invalidation}.", exception));
            return;
        }

        registration.MarkFailed();
        // A commit that looked before the mark may still be under way, and the change waits for nothing else.
        registration.Notifier.CompleteCommits();
        _space.Report(registration.Notifier, $"The callback of {notifier} threw on {_invalidation}, which could not be stopped: the notifier has failed, and nothing of it is committed any more.", exception);
    }

    private void GiveBackEarly()
    {
        for (var index = 0; index < _slot.Hits.Count; index++)
            _slot.Hits[index].Registration.GiveBackHit();
    }
}
