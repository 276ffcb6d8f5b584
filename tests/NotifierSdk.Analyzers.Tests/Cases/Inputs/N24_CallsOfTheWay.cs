namespace Reduced.N24; // MISS NSDK3003, NSDK3012, NSDK4007: a wait with a limit, a bound that a helper computes, a property that takes the lock

public sealed class Fence
{
    private readonly ManualResetEventSlim _done = new();

    public void Await(TimeSpan limit) => _done.Wait(limit);
}

public sealed class Waits(Fence fence) : IntervalNotifier
{
    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        fence.Await(TimeSpan.FromMilliseconds(100));
        return true;
    }
}

public sealed class Cards(ulong start) : IntervalNotifier
{
    private readonly byte[] _cards = new byte[512];

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        var end = IndexOf(invalidation.Overlap.Last);
        for (var i = IndexOf(invalidation.Overlap.Start); i < end; i++)
            _cards[i] = 0;
        return true;
    }

    private ulong IndexOf(ulong address) => (address - start) >> 9;
}

public sealed partial class Counts : IntervalNotifier
{
    [DriverLock] private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<ulong> _pages = [];

    public int Count
    {
        get
        {
            _gate.Wait();
            try { return _pages.Count; }
            finally { _gate.Release(); }
        }
    }

    [Invalidate]
    private void Drop(AddressRange range)
    {
        if (Count > 0)
            _pages.RemoveWhere(range.Contains);
    }
}
