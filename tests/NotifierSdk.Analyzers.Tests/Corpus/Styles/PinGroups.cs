// Correct: pages that are unpinned by a delegate, all at once, or by a stack of steps
public interface IPins { void PinPage(ulong page); void UnpinPage(ulong page); void UnpinAll(); }

public sealed class Mirror(IPins pins) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _map = [];

    public bool FaultMany(ulong[] pages)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var token = ReadBegin();
            foreach (var page in pages) pins.PinPage(page);
            lock (_lock)
            {
                if (!ReadRetry(token)) { _map.UnionWith(pages); return true; }
            }
            Array.ForEach(pages, pins.UnpinPage);
        }
        return false;
    }

    public bool FaultAll(ulong page)
    {
        var token = ReadBegin();
        pins.PinPage(page);
        lock (_lock)
        {
            if (!ReadRetry(token)) return _map.Add(page);
        }
        pins.UnpinAll();
        return false;
    }

    public bool FaultStack(ulong[] pages)
    {
        var undo = new Stack<Action>();
        try
        {
            var token = ReadBegin();
            foreach (var page in pages)
            {
                pins.PinPage(page);
                undo.Push(() => pins.UnpinPage(page));
            }
            lock (_lock)
            {
                if (ReadRetry(token)) return false;
                _map.UnionWith(pages);
                undo.Clear();
                return true;
            }
        }
        finally { while (undo.TryPop(out var step)) step(); }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock) { SetSeq(invalidation.Sequence); foreach (var page in _map) pins.UnpinPage(page); _map.Clear(); return true; }
    }
}
