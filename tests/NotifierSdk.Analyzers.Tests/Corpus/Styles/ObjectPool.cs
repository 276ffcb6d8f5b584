// Correct: entries of a pool are kept over attempts
using System.Collections.Concurrent;

public sealed class Entry { public ulong Page; }
public sealed class Mirror : IntervalNotifier
{
    private readonly DriverLock _lock = new();
    private readonly ConcurrentBag<Entry> _pool = [];
    private readonly Dictionary<ulong, Entry> _map = [];

    public bool Fault(ulong page)
    {
        Entry? entry = null;
        try
        {
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var token = ReadBegin();
                entry ??= Rent();
                entry.Page = page;
                using (_lock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    _map[page] = entry;
                    entry = null;
                    return true;
                }
            }
            return false;
        }
        finally
        {
            if (entry is not null) Return(entry);
        }
    }

    private Entry Rent() => _pool.TryTake(out var entry) ? entry : new Entry();
    private void Return(Entry entry) => _pool.Add(entry);

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var entry in _map.Values) Return(entry);
            _map.Clear();
        }
        return true;
    }
}
