// Correct: the callback announces the change to another space
public sealed class Forwarder(AddressSpace guest) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public bool Fault(ulong page) { var token = ReadBegin(); lock (_lock) return !ReadRetry(token) && _map.Add(page); }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); }
        if (invalidation.IsBlockable)
        {
            using var nested = guest.BeginInvalidate(invalidation.Range, invalidation.Event, this);
            return true;
        }
        if (!guest.TryBeginInvalidate(invalidation.Range, invalidation.Event, this, out var scope)) return false;
        scope.Dispose();
        return true;
    }
}
