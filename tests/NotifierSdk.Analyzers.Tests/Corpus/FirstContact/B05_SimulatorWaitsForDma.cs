// Breaks: NSDK3003
// Bug: the callback waits for transfers under way, also where it must not block
internal sealed class DmaEngine : IntervalNotifier
{
    private readonly object gate = new();
    private readonly CountdownEvent inFlight = new(1);
    private readonly HashSet<ulong> mapped = new();

    public bool TryStart(ulong page, Action<ulong> transfer)
    {
        var t = ReadBegin();
        lock (gate)
        {
            if (ReadRetry(t)) return false;
            mapped.Add(page);
            inFlight.AddCount();
        }

        try { transfer(page); }
        finally { inFlight.Signal(); }
        return true;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (gate)
        {
            SetSeq(invalidation.Sequence);
            mapped.Clear();
        }

        inFlight.Signal();
        inFlight.Wait();
        inFlight.Reset();
        return true;
    }
}
