// Correct: an invalidation of its own inside its section, known by its owner
public sealed class Migrator(AddressSpace space) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _entry;

    public bool Migrate(AddressRange range)
    {
        for (var i = 0; i < 4; i++)
        {
            var token = ReadBegin(range);
            using (space.BeginInvalidate(range, InvalidationEvent.Migrate, this))
            {
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token)) continue;
                    _entry = range.Start;
                    return true;
                }
            }
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.Event == InvalidationEvent.Migrate && invalidation.Owner == this)
            return true;
        using var held = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        _entry = 0;
        return true;
    }
}
