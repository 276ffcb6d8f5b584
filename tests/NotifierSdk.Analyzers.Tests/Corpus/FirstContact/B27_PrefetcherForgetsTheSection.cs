// Breaks: NSDK2006
// Bug: the prefetcher fills the table with what it walked outside of any section
public interface IPageWalker { ulong Translate(ulong va); }

public sealed class PrefetchingTlb(IPageWalker walker) : IntervalNotifier
{
    private readonly Lock _lock = new();
    [ShadowState] private readonly Dictionary<ulong, ulong> _tlb = [];

    public ulong? Load(ulong va)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var token = ReadBegin();
            var pa = walker.Translate(va);
            lock (_lock)
            {
                if (ReadRetry(token))
                    continue;
                _tlb[va] = pa;
            }

            Next(va + 4096);
            return pa;
        }

        return null;
    }

    private void Next(ulong va)
    {
        var pa = walker.Translate(va);
        lock (_lock)
            _tlb.TryAdd(va, pa);
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _tlb.Clear();
        }

        return true;
    }
}
