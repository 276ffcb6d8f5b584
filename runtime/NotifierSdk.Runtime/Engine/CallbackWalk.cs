using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using NotifierSdk.Checks;
using NotifierSdk.Tree;

namespace NotifierSdk.Engine;

/// <summary>
/// The callbacks of one invalidation: every start, in order of the notifiers' ranges, then every finish in the same order
/// (protocol, sections 2, 4 and 5). What it has hit it leaves in the slot; whoever ends the invalidation gives that back.
/// </summary>
internal readonly ref struct CallbackWalk
{
    private readonly InvalidationSlot _slot;
    private readonly ref Invalidation _invalidation;
    private readonly BeginMode _mode;
    private readonly ref List<Exception>? _failures;

    /// <param name="slot">Where the invalidation runs; the thread is in a callback of its space already.</param>
    /// <param name="invalidation">What the callbacks see; each sees its own overlap in it.</param>
    /// <param name="mode">What becomes of a callback that throws.</param>
    /// <param name="failures">What callbacks threw, where that stops the change.</param>
    internal CallbackWalk(InvalidationSlot slot, ref Invalidation invalidation, BeginMode mode, ref List<Exception>? failures)
    {
        _slot = slot;
        _invalidation = ref invalidation;
        _mode = mode;
        _failures = ref failures;
    }

    /// <summary>Calls everybody, from the first on; false if the invalidation is not blockable and somebody would have blocked. The finish steps of those already started run all the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Run(IntervalTree<Registration> tree, LeafVisit first)
    {
        try
        {
            return StartAll(tree, first);
        }
        finally
        {
            // Also when memory ran out on the way: what was started is finished.
            FinishAll();
        }
    }

    private bool StartAll(IntervalTree<Registration> tree, LeafVisit first)
    {
        var overlapping = new IntervalTree<Registration>.OverlapEnumerator(tree, _invalidation.Range, first);
        var newest = _slot.Space.Tree.LastId;
        var isHitGivenBack = false;
        while (overlapping.MoveNext())
        {
            var registration = overlapping.Current;
            // Inserted since, perhaps by a callback of this walk, which would never end if each inserted another.
            if (registration.Id > newest)
                continue;
            _slot.Hits.Reserve();
            if (!registration.TryHit())
            {
                isHitGivenBack = true;
                continue;
            }

            _slot.Hits.Add(registration, overlapping.CurrentRange);
            if (!Start(ref _slot.Hits[_slot.Hits.Count - 1]))
                return false;
        }

        return !isHitGivenBack || StartOthers();
    }

    /// <summary>
    /// A registration left while the walk met it; a batch may have put others in its place, in a tree that the walk did not see. So those that overlap now are
    /// collected once, where none can leave. Not until a walk meets nobody new: whoever inserts without end would keep this from ending.
    /// </summary>
    private bool StartOthers()
    {
        var first = _slot.Hits.Count;
        _slot.Space.Tree.HitOthers(_invalidation.Range, ref _slot.Hits);
        for (var index = first; index < _slot.Hits.Count; index++)
        {
            if (!Start(ref _slot.Hits[index]))
                return false;
        }

        return true;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A callback that throws must not keep the others from being called; the exception is thrown, or reported, afterwards.")]
    private bool Start(ref Hit hit)
    {
        var registration = hit.Registration;
        _invalidation.Overlap = Overlap(in hit);
        try
        {
            hit.IsStarted = CallbackChecks.Start(registration, in _invalidation, out hit.Finish);
            CallbackChecks.Returned(registration, in _invalidation, hit.IsStarted);
            if (hit.IsStarted)
                return true;
        }
        catch (Exception exception)
        {
            Fail(registration, exception);
            return true;
        }

        if (!_invalidation.IsBlockable)
            return false;
        ReportRefusal(registration);
        return true;
    }

    // Kept apart, as Fail: what formats a text needs a frame that each call would have to clear.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReportRefusal(Registration registration) => _slot.Space.Report(
        registration.Notifier, $"{registration.Name} refused a blockable invalidation ({_invalidation}); a callback may return false only where IsBlockable is false. It was treated as accepted.");

    private void FinishAll()
    {
        Exception? unremembered = null;
        for (var index = 0; index < _slot.Hits.Count; index++)
        {
            ref var hit = ref _slot.Hits[index];
            if (hit.IsStarted)
                Finish(in hit, ref unremembered);
        }

        if (unremembered is not null)
            throw unremembered;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As in Start.")]
    private void Finish(in Hit hit, ref Exception? unremembered)
    {
        _invalidation.Overlap = Overlap(in hit);
        try
        {
            CallbackChecks.Finish(hit.Registration, in _invalidation, hit.Finish);
        }
        catch (Exception exception)
        {
            FailToFinish(hit.Registration, exception, ref unremembered);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is thrown when all are finished.")]
    private void FailToFinish(Registration registration, Exception exception, ref Exception? unremembered)
    {
        try
        {
            Fail(registration, exception);
        }
        catch (Exception another)
        {
            // Memory ran out. Those behind are finished all the same.
            unremembered ??= another;
        }
    }

    private AddressRange Overlap(in Hit hit) =>
        AddressRange.FromStored(Math.Max(_invalidation.Range.Start, hit.Range.Start), Math.Min(_invalidation.Range.Last, hit.Range.Last));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(Registration registration, Exception exception)
    {
        if (_mode != BeginMode.BlockableWithoutVeto)
        {
            (_failures ??= []).Add(new InvalidOperationException($"The callback of {registration.Name} ({registration.Range}) threw on {_invalidation}: {exception.Message}", exception));
            return;
        }

        registration.MarkFailed();
        // A commit that looked before the mark may still be under way, and the change waits for nothing else.
        registration.Notifier.CompleteCommits();
        _slot.Space.Report(registration.Notifier, $"The callback of {registration.Name} threw on {_invalidation}, which could not be stopped: the notifier has failed, and nothing of it is committed any more.", exception);
    }
}
