namespace NotifierSdk.Waiting;

/// <summary>Something that can be waited for.</summary>
internal interface IWaitCondition
{
    /// <summary>Whether the wait is over. Never blocks.</summary>
    bool IsMet();

    /// <summary>Whether nothing has changed since the last <see cref="IsMet"/> that could end the wait. To be asked after <see cref="Announce"/>. Never blocks.</summary>
    bool MustPark();

    /// <summary>Puts the waiter into every queue whose wake-up can end the wait.</summary>
    void Announce(Waiter waiter);

    /// <summary>Takes the waiter out of the queues that <see cref="Announce"/> put it into.</summary>
    void Withdraw(Waiter waiter);
}

/// <summary>The one loop in which anybody waits: look, announce, look again, park; every wake-up starts over.</summary>
internal static class Wait
{
    /// <summary>Blocks until the condition is met (true) or the deadline has passed without it (false).</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal static bool Until<TCondition>(ref TCondition condition, Deadline deadline, CancellationToken cancellationToken)
        where TCondition : IWaitCondition, allows ref struct
    {
        while (!condition.IsMet())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
                return false;

            var waiter = Waiter.OfThisThread();
            condition.Announce(waiter);
            try
            {
                if (condition.MustPark() && !waiter.Park(deadline, cancellationToken))
                    return condition.IsMet();
            }
            finally
            {
                condition.Withdraw(waiter);
            }
        }

        return true;
    }

    /// <summary>The same without blocking a thread. The condition is a class, since it outlives the call.</summary>
    internal static async ValueTask<bool> UntilAsync(IWaitCondition condition, Deadline deadline, CancellationToken cancellationToken)
    {
        while (!condition.IsMet())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.HasPassed)
                return false;

            var waiter = Waiter.Awaited();
            condition.Announce(waiter);
            try
            {
                if (condition.MustPark() && !await waiter.ParkAsync(deadline, cancellationToken).ConfigureAwait(false))
                    return condition.IsMet();
            }
            finally
            {
                condition.Withdraw(waiter);
            }
        }

        return true;
    }
}
