// Correct: accepts every event but Unmap before SetSeq
public sealed class UnmapOnly : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _ids = [];

    public bool Name(ulong id)
    {
        var token = ReadBegin();
        lock (_lock)
            return !ReadRetry(token) && _ids.Add(id);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        switch (invalidation.Event)
        {
            case InvalidationEvent.Unmap:
                lock (_lock)
                {
                    SetSeq(invalidation.Sequence);
                    _ids.Clear();
                }

                return true;
            default:
                return true;
        }
    }
}
