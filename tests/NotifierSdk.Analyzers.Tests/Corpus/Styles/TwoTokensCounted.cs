// Correct: two sections, of which each may collide
public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public int Fault(ulong one, ulong two)
    {
        var first = ReadBegin(AddressRange.FromLength(one, 1));
        var second = ReadBegin(AddressRange.FromLength(two, 1));
        var done = 0;
        lock (_lock)
        {
            if (!ReadRetry(first)) { _map.Add(one); done++; }
            if (!ReadRetry(second)) { _map.Add(two); done++; }
        }
        return done;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); _map.Clear(); return true; }
    }
}
