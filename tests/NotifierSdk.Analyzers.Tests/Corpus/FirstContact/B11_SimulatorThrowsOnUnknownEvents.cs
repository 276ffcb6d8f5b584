// Breaks: NSDK3005
// Bug: an event that the author did not think of makes the callback throw
public sealed class CacheModel : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private ulong _lines;

    public bool Touch(ulong address)
    {
        var token = ReadBegin();
        using var scope = _lock.EnterScope();
        if (ReadRetry(token)) return false;
        _lines |= 1UL << (int)(address >> 6 & 63);
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using var scope = _lock.EnterScope();
        SetSeq(invalidation.Sequence);
        switch (invalidation.Event)
        {
            case InvalidationEvent.Unmap:
            case InvalidationEvent.Clear:
            case InvalidationEvent.Release:
                _lines = 0;
                break;
            default:
                throw new NotSupportedException($"{invalidation.Event}");
        }

        return true;
    }
}
