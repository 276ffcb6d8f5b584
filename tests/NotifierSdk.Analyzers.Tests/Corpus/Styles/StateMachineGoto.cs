// Correct: goto instead of loops, and a switch over events that jumps
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    [GuardedBy("_lock")] private ulong _page;

    public FaultStatus Fault(ulong page)
    {
        var left = 8;
    again:
        if (left-- == 0)
            return FaultStatus.Collided;
        var token = ReadBegin();
        _lock.Enter();
        if (!ReadRetry(token))
            goto commit;
        _lock.Exit();
        goto again;
    commit:
        _page = page;
        _lock.Exit();
        return FaultStatus.Completed;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var status = false;
        _lock.Enter();
        switch (invalidation.Event)
        {
            case InvalidationEvent.SoftDirty:
                goto done;
            case InvalidationEvent.Clear:
                goto case InvalidationEvent.Unmap;
            case InvalidationEvent.Unmap:
                SetSeq(invalidation.Sequence);
                _page = 0;
                goto done;
            default:
                SetSeq(invalidation.Sequence);
                break;
        }
        _page = 0;
    done:
        status = true;
        _lock.Exit();
        return status;
    }
}
