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

    protected override bool IsToldOfRemoval => !HandsOver;

    /// <summary>What the callback does besides, under the driver lock.</summary>
    internal Action<Invalidation>? InCallback { get; init; }

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
            using (Gate.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
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

    internal void InsertAgain(AddressRange range)
    {
        IsRemoveReturned = false;
        RemovedCalls = 0;
        world.Space.Insert(this, range);
    }

    public override string ToString() => name;

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        _callbacks++;
        try
        {
            CheckCalled();
            if (invalidation.IsBlockable)
                Gate.Enter();
            else if (!Gate.TryEnter())
                return false;
            try
            {
                SetSeq(invalidation.Sequence);
                for (var page = 0; page < Shadow.Length; page++)
                {
                    if (invalidation.Range.Contains((ulong)page))
                        Shadow[page] = 0;
                }

                InCallback?.Invoke(invalidation);
            }
            finally
            {
                Gate.Exit();
            }

            return true;
        }
        finally
        {
            _callbacks--;
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
