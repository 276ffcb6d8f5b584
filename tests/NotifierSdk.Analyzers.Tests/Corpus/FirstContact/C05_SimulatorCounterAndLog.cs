// Correct: a simulated cache that counts hits outside the lock, and drops everything
internal sealed class SimCache : IntervalNotifier
{
    private readonly DriverLock gate = new("sim");
    private readonly ulong[] tags = new ulong[64];
    private long hits, misses;

    public double HitRate => Volatile.Read(ref hits) / (double)Math.Max(1, Volatile.Read(ref hits) + Volatile.Read(ref misses));

    public bool Access(ulong address)
    {
        var line = address >> 6;
        using (gate.EnterScope())
        {
            if (tags[line & 63] == line + 1)
            {
                Interlocked.Increment(ref hits);
                return true;
            }
        }

        Interlocked.Increment(ref misses);
        var token = ReadBegin();
        using (gate.EnterScope())
        {
            if (ReadRetry(token))
                return false;
            tags[line & 63] = line + 1;
        }

        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (gate.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            Array.Clear(tags);
        }

        return true;
    }
}
