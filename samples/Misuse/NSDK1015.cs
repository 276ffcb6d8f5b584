namespace Misuse.NSDK1015;

public sealed class SecondaryMmu() : RangeNotifier(RangeNotifierKind.Start)
{
    private int _running;

    public bool MayMap => Volatile.Read(ref _running) == 0;

    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        Interlocked.Increment(ref _running);
        return true;
    }

    protected override void InvalidateRangeEnd(in Invalidation invalidation) => Interlocked.Decrement(ref _running);
}
