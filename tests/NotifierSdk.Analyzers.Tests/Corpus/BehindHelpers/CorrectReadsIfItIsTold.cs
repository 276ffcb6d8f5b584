// Correct: the helper reads, and the local function removes, only if the notifier was inserted
public sealed class Follower : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _last;

    public bool Keep(ReadToken token, ulong value)
    {
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _last = value;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            _last = 0;
            return true;
        }
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}

public sealed class Poller(AddressSpace space, Func<ulong> load)
{
    public bool Poll(AddressRange range, bool isShared)
    {
        var follower = new Follower();
        if (isShared)
            space.Insert(follower, range);
        try
        {
            return Step(follower, isShared);
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (isShared)
                follower.Remove();
        }
    }

    private bool Step(Follower follower, bool isShared) => !isShared || follower.Keep(follower.ReadBegin(), load());
}
