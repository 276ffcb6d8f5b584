using System;
using NotifierSdk;

namespace Drivers.Caches;

/// <summary>A cache of registrations, as its author writes it today.</summary>
internal sealed partial class CacheAfter(Func<AddressRange, long> register, Action<long> deregister) : IntervalNotifier, IDisposable
{
    [DriverLock] private readonly DriverLock _lock = new("registrations");
    [GuardedBy(nameof(_lock))] private IntervalTree<long> _keys = IntervalTree<long>.Empty;

    public long Get(AddressRange range)
    {
        var pages = range.AlignOutward(4096);
        AddressRange merged;
        using (_lock.EnterScope())
        {
            foreach (var entry in _keys.EntriesOverlapping(pages))
            {
                if (entry.Range.Contains(pages))
                    return entry.Value;
            }

            merged = _keys.Union(pages);
        }

        return Fill(merged, pages);
    }

    public void Dispose() => TryRemove();

    [Fault(Range = nameof(merged), Collect = nameof(Register), Commit = nameof(Enter), Discard = nameof(Deregister))]
    private partial long Fill(AddressRange merged, AddressRange pages);

    private long Register(AddressRange merged) => register(merged);

    private long Enter(AddressRange merged, long key)
    {
        Drop(merged);
        _keys = _keys.Add(merged, key, key);
        return key;
    }

    private void Deregister(long key) => deregister(key);

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var entry in _keys.EntriesOverlapping(range))
        {
            _keys = _keys.Remove(entry.Range, entry.Id);
            deregister(entry.Value);
        }
    }
}
