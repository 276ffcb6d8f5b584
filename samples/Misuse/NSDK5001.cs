namespace Misuse.NSDK5001;

public sealed class Session(AddressSpace space)
{
    public void Run(AddressRange range)
    {
        var mirror = new Mirror();
        try
        {
            space.Insert(mirror, range);
            mirror.Fault(range);
        }
        finally
        {
            mirror.Remove(); // also if Insert threw
        }
    }
}

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();

    public bool Fault(AddressRange range)
    {
        var token = ReadBegin(range);
        using (_lock.EnterScope())
            return !ReadRetry(token);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
