namespace NotifierSdk.Runtime.Tests.Exploration;

/// <summary>A driver written by hand, with the checks of what the runtime promises it.</summary>
internal sealed class PageDriver(PageWorld world, string name) : IntervalNotifier
{
    private int _callbacks;

    internal required DriverLock Gate { get; init; }

    internal required int[] Shadow { get; init; }

    internal bool IsRemoveReturned { get; private set; }

    internal int RemovedCalls { get; private set; }

    internal int Commits { get; private set; }

    /// <summary>Whether its entries go over to others, who are inserted together with its removal: then no last callback drops them.</summary>
    internal bool HandsOver { get; init; }

    /// <summary>What a commit does first, after the look for a collision.</summary>
    internal Action? BeforeCommit { get; init; }

    /// <summary>What its author got wrong.</summary>
    internal AuthorMistake Mistake { get; init; }

    protected override bool IsToldOfRemoval => !HandsOver;

    /// <summary>What the callback does besides, under the driver lock.</summary>
    internal Action<Invalidation>? InCallback { get; init; }

    /// <summary>What it does besides when it is told that its removal has ended.</summary>
    internal Action? InOnRemoved { get; init; }

    internal FaultStatus Fault(int page, int attempts = 3)
    {
        var range = PageWorld.Page(page);
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            ReadToken token;
            try
            {
                token = ReadBegin(range);
            }
            catch (FaultException exception)
            {
                return exception.Status;
            }

            Interleavings.Point("collect");
            var version = world.Versions[page];
            if (Mistake == AuthorMistake.RetryOutsideLock && ReadRetry(token))
                continue;
            using (Gate.EnterScope())
            {
                if (Mistake != AuthorMistake.RetryOutsideLock && ReadRetry(token))
                    continue;
                BeforeCommit?.Invoke();
                CheckCommit(page);
                Shadow[page] = version;
                Commits++;
                return FaultStatus.Completed;
            }
        }

        return FaultStatus.Collided;
    }

    internal void RemoveAndCheck()
    {
        Remove();
        IsRemoveReturned = true;
        if (_callbacks != 0)
            world.Fail($"Remove of {this} returned while a callback ran");
        if (Array.Exists(Shadow, version => version != 0))
            world.Fail($"Remove of {this} returned, and its shadow still holds something");
    }

    /// <summary>The removal of a driver that is not told of it. Nobody commits any more, so what is left goes without the lock.</summary>
    internal void RemoveAndDrop()
    {
        Remove();
        Interleavings.Point("drop");
        IsRemoveReturned = true;
        Array.Clear(Shadow);
    }

    internal void InsertAgain(AddressRange range)
    {
        IsRemoveReturned = false;
        RemovedCalls = 0;
        world.Space.Insert(this, range);
    }

    public override string ToString() => name;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        Interlocked.Increment(ref _callbacks); // two callbacks may run at once: an invalidation's, and the last one
        try
        {
            CheckCalled();
            if (Mistake == AuthorMistake.NoLockInCallback)
            {
                Drop(invalidation.Range);
                SetSeq(invalidation.Sequence);
                return true;
            }

            if (invalidation.IsBlockable)
                Gate.Enter();
            else if (!Gate.TryEnter())
                return false;
            try
            {
                if (Mistake is not (AuthorMistake.NoSequence or AuthorMistake.SequenceAfterDrop))
                    SetSeq(invalidation.Sequence);
                Drop(invalidation.Range);
                InCallback?.Invoke(invalidation);
            }
            finally
            {
                Gate.Exit();
            }

            if (Mistake == AuthorMistake.SequenceAfterDrop)
            {
                using (Gate.EnterScope())
                    SetSeq(invalidation.Sequence);
            }

            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _callbacks);
        }
    }

    protected override void WaitForCommits()
    {
        using (Gate.EnterScope())
        {
        }
    }

    protected override void OnRemoved()
    {
        if (++RemovedCalls > 1)
            world.Fail($"OnRemoved of {this} was called twice for one registration");
        if (_callbacks != 0)
            world.Fail($"OnRemoved of {this} was called while a callback ran");
        InOnRemoved?.Invoke();
    }

    private void Drop(AddressRange range)
    {
        for (var page = 0; page < Shadow.Length; page++)
        {
            if (range.Contains((ulong)page))
                Shadow[page] = 0;
        }
    }

    private void CheckCalled()
    {
        if (IsRemoveReturned || RemovedCalls > 0)
            world.Fail($"a callback of {this} was called after its removal");
    }

    private void CheckCommit(int page)
    {
        if (IsRemoveReturned || RemovedCalls > 0)
            world.Fail($"{this} committed page {page} after its removal");
        if (world.Space.IsReleased && world.IsReleaseEnded)
            world.Fail($"{this} committed page {page} after the release");
    }
}
