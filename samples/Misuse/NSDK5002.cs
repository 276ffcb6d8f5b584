namespace Misuse.NSDK5002;

public sealed class Device(AddressSpace space) : IDisposable
{
    private readonly Mirror _mirror = new();

    public void Open(AddressRange range) => space.Insert(_mirror, range);

    public void Dispose() => GC.SuppressFinalize(this);
}

public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            return true;
        }
    }
}
