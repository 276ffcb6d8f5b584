// Correct: accepts its own migration before SetSeq
public sealed class Migrating(AddressSpace space) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly Dictionary<ulong, ulong> _vram = [];

    public bool Migrate(AddressRange range)
    {
        var token = ReadBegin();
        using (space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
            Thread.Yield();
        using (_lock.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            _vram[range.Start] = range.Last;
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.Event == InvalidationEvent.Migrate && ReferenceEquals(invalidation.Owner, this))
            return true;
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _vram.Clear();
            return true;
        }
    }
}
