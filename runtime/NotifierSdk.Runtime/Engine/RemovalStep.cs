using NotifierSdk.Seam;

namespace NotifierSdk.Engine;

/// <summary>
/// What ends a registration whose removal has begun, in two steps, each run once (protocol, section 4). The registration leaves: commits under way are waited
/// for, the shadow is dropped by one last callback, and only then is it taken out of the tree. It ends, when nothing holds it any more: the driver is told.
/// </summary>
internal struct RemovalStep
{
    private const int Pending = 0, Leaving = 1, Left = 2, Ending = 3, Done = 4;

    private int _state;

    // Whose step runs, as a managed id. Plain: only a claimant writes it, between its claim and the interlocked step that gives the state on, so that two claimants' writes
    // are in the order of their claims. Pairs with IsRunningHere: no thread but the claimant looks for that id.
    private int _thread;

    internal readonly bool IsDone(Registration owner) => State(owner) == Done;

    /// <summary>Whether one of the steps is there to be run.</summary>
    internal readonly bool IsDue(Registration owner) => State(owner) is var state && (state == Pending || (state == Left && owner.IsIdle));

    /// <summary>Whether the calling thread is in the middle of one: in <c>WaitForCommits</c>, the last callback or <c>OnRemoved</c>.</summary>
    internal readonly bool IsRunningHere(Registration owner) => State(owner) is Leaving or Ending && _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs what is due, and nobody else's, on the calling thread.</summary>
    internal void RunIfDue(Registration owner)
    {
        if (TryClaimLeave(owner) || TryClaimEnd(owner))
            RunClaimed(owner);
    }

    /// <summary>Has what is due run on the thread pool: the caller is an end, a callback, or somebody else who must not wait for the driver. Allocates nothing.</summary>
    internal void QueueIfDue(Registration owner)
    {
        if (TryClaimLeave(owner) || TryClaimEnd(owner))
            Interception.Queue(owner);
    }

    /// <summary>Runs the step that the caller, or whoever queued it, has claimed, and the one after it if that is due then.</summary>
    internal void RunClaimed(Registration owner)
    {
        if (State(owner) != Leaving)
        {
            End(owner);
            return;
        }

        try
        {
            Leave(owner);
        }
        finally
        {
            if (TryClaimEnd(owner))
                End(owner);
        }
    }

    /// <summary>There is nothing to end.</summary>
    internal void Skip(Registration owner) => Word.CompareExchange(ref _state, Done, Pending, owner, nameof(RemovalStep));

    private readonly int State(Registration owner) => Word.Read(in _state, owner, nameof(RemovalStep));

    private bool TryClaimLeave(Registration owner) => Word.CompareExchange(ref _state, Leaving, Pending, owner, nameof(RemovalStep));

    private bool TryClaimEnd(Registration owner) =>
        State(owner) == Left && owner.IsIdle && Word.CompareExchange(ref _state, Ending, Left, owner, nameof(RemovalStep));

    private void Leave(Registration owner)
    {
        _thread = Environment.CurrentManagedThreadId;
        var (mayLeave, hasLeft) = (true, false);
        try
        {
            // Every token collides from before this on, so no commit can begin; those under way hold the driver lock.
            if (owner.Parent is null || owner.Notifier.WantsRemoval)
                owner.Notifier.RunWaitForCommits();
        }
        catch (ThreadInterruptedException)
        {
            mayLeave = false; // some may still be under way
            throw;
        }
        finally
        {
            try
            {
                if (mayLeave)
                {
                    LastCallback.Run(owner);
                    owner.Space.Tree.TakeOut(owner);
                    hasLeft = true;
                }
            }
            finally
            {
                // Before the state: whoever claims the end writes his own, and has it to himself.
                _thread = 0;
                // Not taken out: the driver's wait was interrupted, or memory ran out; whoever calls Remove again repeats the step. Interlocked, then the look at what holds the registration:
                // pairs with a give-back, which counts down and then looks here.
                Word.CompareExchange(ref _state, hasLeft ? Left : Pending, Leaving, owner, nameof(RemovalStep));
                owner.Wake();
            }
        }
    }

    private void End(Registration owner)
    {
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            if (owner.Parent is null)
                owner.Notifier.RunOnRemoved();
        }
        finally
        {
            // Interlocked: pairs with IsDone, read by those who wait in Remove and by the next insert.
            Word.CompareExchange(ref _state, Done, Ending, owner, nameof(RemovalStep));
            owner.Forget();
            owner.Wake();
            owner.Parent?.RemoveResidue();
        }
    }
}
