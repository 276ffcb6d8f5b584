namespace Misuse.NSDK2011;

public sealed class Mirror(Func<ulong, ulong> translate) : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _frame;

    public ulong Frame => _frame;

    public bool Fault(ulong address)
    {
        var token = ReadBegin();
        _frame = translate(address);
        using (_lock.EnterScope())
            return !ReadRetry(token);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            _frame = 0;
        }

        return true;
    }
}
