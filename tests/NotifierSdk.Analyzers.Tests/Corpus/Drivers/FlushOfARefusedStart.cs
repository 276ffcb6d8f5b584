// Breaks: NSDK3008
// Bug: the start posts a flush before it knows whether it would block, and a refused start has no finish that waits for it
// Read in: none
public sealed class TwoQueues(IFlushQueue flushes) : IntervalNotifier
{
    private readonly DriverLock _tables = new();
    private readonly List<ulong> _entries = [];

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        finish = new FinishState(flushes.PostFlush(invalidation.Range)); //! NSDK3008
        if (invalidation.IsBlockable)
            _tables.Enter();
        else if (!_tables.TryEnter())
            return false;                          //! NSDK3008
            return false;                          //+
        SetSeq(invalidation.Sequence);
        _entries.Clear();
        _tables.Exit();
        finish = new FinishState(flushes.PostFlush(invalidation.Range)); //+
        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish) => ((WaitHandle)finish.State!).WaitOne();
}

public interface IFlushQueue
{
    WaitHandle PostFlush(AddressRange range);
}
