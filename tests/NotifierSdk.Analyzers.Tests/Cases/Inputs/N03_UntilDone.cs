namespace Reduced.N03; // MISS NSDK2012: a flag that only success sets

public sealed class Forever : IntervalNotifier
{
    private readonly object _lk = new();
    private readonly HashSet<ulong> _s = [];
    public void Fault(ulong a)
    {
        bool done = false;
        do
        {
            var tok = ReadBegin();
            lock (_lk)
            {
                if (!ReadRetry(tok)) { _s.Add(a); done = true; }
            }
        } while (!done);
    }
    protected override bool OnInvalidate(in Invalidation inv)
    {
        lock (_lk) { SetSeq(inv.Sequence); _s.Clear(); }
        return true;
    }
}
