// Correct: an immutable map that readers see without the lock
using System.Collections.Immutable;

public sealed class Mirror : IntervalNotifier
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<ulong, ulong> _map = ImmutableDictionary<ulong, ulong>.Empty;
    public bool TryGet(ulong page, out ulong entry) => _map.TryGetValue(page, out entry);

    public bool Fault(ulong page)
    {
        for (var left = 3; left-- > 0;)
        {
            var token = ReadBegin();
            lock (_lock)
            {
                if (ReadRetry(token)) continue;
                _map = _map.SetItem(page, page);
            }
            return true;
        }
        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        lock (_lock)
        {
            SetSeq(invalidation.Sequence);
            _map = _map.Clear();
        }
        return true;
    }
}
