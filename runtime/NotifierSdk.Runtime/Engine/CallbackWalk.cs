using System.Diagnostics.CodeAnalysis;

namespace NotifierSdk.Engine;

/// <summary>The callbacks of one invalidation: every start in order, then every finish in the same order (protocol, sections 2 and 5).</summary>
internal struct CallbackWalk(AddressSpace space, Invalidation invalidation, InvalidationSource source)
{
    private readonly Invalidation _invalidation = invalidation;
    private List<(IntervalNotifier Notifier, FinishState State)>? _started;

    /// <summary>What callbacks threw, where the source can still veto the change.</summary>
    internal List<Exception>? Failures { get; private set; }

    /// <summary>Calls everybody; false if the invalidation is not blockable and somebody would have blocked. The finish steps of those already started run all the same.</summary>
    internal bool Run(List<Registration> hit)
    {
        var isAccepted = true;
        foreach (var registration in hit)
        {
            if (!Start(registration))
            {
                isAccepted = false;
                break;
            }
        }

        foreach (var (notifier, state) in _started ?? [])
            Finish(notifier, state);
        return isAccepted;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A callback that throws must not keep the others from being called; the exception is thrown, or reported, afterwards.")]
    private bool Start(Registration registration)
    {
        var notifier = registration.Notifier;
        ThreadContext.Current.EnterCallback(space);
        try
        {
            if (notifier.Start(in _invalidation, out var state))
            {
                (_started ??= []).Add((notifier, state));
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
            ThreadContext.Current.LeaveCallback();
        }

        if (!_invalidation.IsBlockable)
            return false;
        space.Report(notifier, $"{notifier} refused a blockable invalidation ({_invalidation}); a callback may return false only where IsBlockable is false. It was treated as accepted.");
        return true;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "As in Start.")]
    private void Finish(IntervalNotifier notifier, FinishState state)
    {
        ThreadContext.Current.EnterCallback(space);
        try
        {
            notifier.Finish(in _invalidation, state);
        }
        catch (Exception exception)
        {
            Fail(notifier.CurrentRegistration!, exception);
        }
        finally
        {
            ThreadContext.Current.LeaveCallback();
        }
    }

    private void Fail(Registration registration, Exception exception)
    {
        if (source == InvalidationSource.CanVeto)
        {
            (Failures ??= []).Add(new InvalidOperationException($"The callback of {registration.Notifier} ({registration.Range}) threw on {_invalidation}.", exception));
            return;
        }

        registration.HasFailed = true;
        space.Report(registration.Notifier, $"The callback of {registration.Notifier} threw on {_invalidation}, which could not be stopped: the notifier has failed, and nothing of it is committed any more.", exception);
    }
}
