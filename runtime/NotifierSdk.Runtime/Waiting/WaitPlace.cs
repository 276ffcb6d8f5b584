namespace NotifierSdk.Waiting;

/// <summary>A waiter's place in one queue. Changed only by the waiter, under the queue's lock while it is linked.</summary>
internal sealed class WaitPlace(Waiter waiter)
{
    private WaitPlace? _previous;

    internal Waiter Waiter { get; } = waiter;

    internal WaitPlace? Next { get; private set; }

    /// <summary>The queue that it is, or is about to be, linked into.</summary>
    internal WaitQueue.Members? Queue { get; set; }

    internal void Link(ref WaitPlace? first)
    {
        (Next, _previous) = (first, null);
        if (first is not null)
            first._previous = this;
        first = this;
    }

    internal void Unlink(ref WaitPlace? first)
    {
        if (_previous is null)
            first = Next;
        else
            _previous.Next = Next;
        if (Next is not null)
            Next._previous = _previous;
        (Next, _previous) = (null, null);
    }
}
