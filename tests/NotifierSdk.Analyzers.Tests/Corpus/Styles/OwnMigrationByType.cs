// Correct: a migration that knows its own invalidation by a type test
public sealed class Migrator(AddressSpace space) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _device = [];

    public bool Migrate(AddressRange range, Func<ulong, ulong> copy)
    {
        using (space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
        {
            var moved = copy(range.Start);
            lock (_lock) _device[range.Start] = moved;
        }
        return true;
    }

    public bool Fault(ulong page)
    {
        for (var i = 0; i < 3; i++)
        {
            var token = ReadBegin();
            lock (_lock) { if (ReadRetry(token)) continue; _device[page] = page; return true; }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var isOwn = invalidation.Owner is Migrator migrator && migrator == this;
        if (isOwn && invalidation.Event is InvalidationEvent.Migrate or InvalidationEvent.Exclusive) return true;
        lock (_lock) { SetSeq(invalidation.Sequence); _device.Clear(); return true; }
    }
}
