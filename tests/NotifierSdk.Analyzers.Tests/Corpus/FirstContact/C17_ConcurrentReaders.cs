// Correct: readers go through an immutable snapshot, writers through the lock
public sealed class SnapshotTable : IntervalNotifier
{
    private readonly Lock _lock = new();
    private volatile System.Collections.Immutable.ImmutableDictionary<ulong, ulong> _table = System.Collections.Immutable.ImmutableDictionary<ulong, ulong>.Empty;

    public ulong? Find(ulong page) => _table.TryGetValue(page, out var frame) ? frame : null;

    public bool Fill(ulong page, Func<ulong, ulong> walk)
    {
        var token = ReadBegin();
        var frame = walk(page);
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            _table = _table.SetItem(page, frame);
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap;
            _table = _table.RemoveRange(_table.Keys.Where(range.Contains));
        }

        return true;
    }
}
