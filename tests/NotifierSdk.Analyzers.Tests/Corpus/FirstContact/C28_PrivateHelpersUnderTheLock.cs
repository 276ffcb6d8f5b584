// Correct: everything under one lock, through helpers that rely on it
public sealed class Layered : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, List<ulong>> _buckets = new();

    public IReadOnlyList<ulong> Snapshot(ulong key)
    {
        lock (_lock)
            return [.. BucketOf(key)];
    }

    public bool Fill(ulong key, ulong value)
    {
        var token = ReadBegin();
        lock (_lock)
        {
            if (ReadRetry(token))
                return false;
            BucketOf(key).Add(value);
            return true;
        }
    }

    private List<ulong> BucketOf(ulong key)
    {
        if (!_buckets.TryGetValue(key, out var bucket))
            _buckets.Add(key, bucket = []);
        return bucket;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            foreach (var bucket in _buckets.Values)
                bucket.Clear();
        }

        return true;
    }
}
