namespace Misuse.NSDK5004;

public sealed class Session(AddressSpace space, AddressRange range)
{
    public ReadToken Open(bool isUserMemory)
    {
        var mirror = new Mirror();
        if (isUserMemory)
            space.Insert(mirror, range);
        return mirror.ReadBegin();
    }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
            SetSeq(invalidation.Sequence);
        return true;
    }
}
