// Correct: both tables live in one shadow object, which the callback cuts as a whole through its interface.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public interface IShadow<TKey, TValue>
{
    void Link(TKey key, TValue value);

    int Cut(Predicate<TKey> gone);

    TValue[] Snapshot();
}

public sealed class BidirectionalShadow : IShadow<ulong, ulong>
{
    private readonly Dictionary<ulong, ulong> _forward = [];
    private readonly Dictionary<ulong, HashSet<ulong>> _reverse = [];

    public void Link(ulong key, ulong value)
    {
        Unlink(key);
        _forward.Add(key, value);
        if (!_reverse.TryGetValue(value, out var keys))
            _reverse.Add(value, keys = []);
        keys.Add(key);
    }

    public int Cut(Predicate<ulong> gone)
    {
        var keys = _forward.Keys.Where(key => gone(key)).ToList();
        keys.ForEach(Unlink);
        return keys.Count;
    }

    public ulong[] Snapshot() => [.. _reverse.Keys];

    private void Unlink(ulong key)
    {
        if (!_forward.Remove(key, out var value) || !_reverse.TryGetValue(value, out var keys))
            return;
        keys.Remove(key);
        if (keys.Count == 0)
            _reverse.Remove(value);
    }
}

public sealed partial class RmapDriver(IShadow<ulong, ulong> shadow, Func<AddressRange, ulong?> backing) : IntervalNotifier
{
    [DriverLock] private readonly DriverLock _lock = new("rmap");
    [ShadowState, GuardedBy(nameof(_lock))] private readonly IShadow<ulong, ulong> _shadow = shadow;
    [GuardedBy(nameof(_lock))] private long _cut;

    public (ulong[] Frames, long Cut) State
    {
        get
        {
            using (_lock.EnterScope())
                return (_shadow.Snapshot(), _cut);
        }
    }

    [Fault(Collect = nameof(TryBacking), Commit = nameof(Link))]
    public partial FaultStatus Fault(AddressRange page);

    private bool TryBacking(AddressRange page, out ulong frame)
    {
        var found = backing(page);
        frame = found.GetValueOrDefault();
        return found.HasValue;
    }

    private void Link(AddressRange page, ulong frame) => _shadow.Link(page.Start, frame);

    [Invalidate]
    private void Cut(AddressRange range) => _cut += _shadow.Cut(range.Contains);
}
