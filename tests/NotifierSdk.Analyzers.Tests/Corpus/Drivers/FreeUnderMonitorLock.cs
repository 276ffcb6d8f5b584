// Breaks: NSDK4001
// Bug: memory is freed under the monitor's lock; freeing unmaps, and the unmap waits for the monitor
// Read in: https://github.com/ofiwg/libfabric/issues/5554
public sealed class UffdMonitor(AddressSpace space) : IntervalNotifier
{
    private readonly object _lock = new();
    private readonly Queue<AddressRange> _stale = new();

    public bool Track(AddressRange range)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _stale.Enqueue(range);
            return true;
        }
    }

    public void Flush()
    {
        while (true)
        {
            AddressRange range;
            lock (_lock)
            {
                if (!_stale.TryDequeue(out range))
                    return;
                space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();     //! NSDK4001
            }

            space.BeginInvalidate(range, InvalidationEvent.Unmap).Dispose();         //+
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _stale.Clear();
        }

        return true;
    }
}
