// Breaks: NSDK4001
// Bug: The cache removes the evicted region while it holds the lock that the region's callback takes, so Remove and the callback wait for each other.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


/// <summary>Least-recently-used cache of memory registrations.</summary>
public sealed class RegistrationCache : IDisposable
{
    private readonly AddressSpace _space;
    private readonly int _capacity;
    private readonly LinkedList<Region> _lru = new();

    public RegistrationCache(AddressSpace space, int capacity)
    {
        _space = space;
        _capacity = capacity;
    }

    internal DriverLock Gate { get; } = new("registration cache");

    public Region Register(AddressRange range, Func<AddressRange, uint> makeKey)
    {
        var region = new Region(this, makeKey);
        _space.Insert(region, range);
        using (Gate.EnterScope())
        {
            _lru.AddFirst(region);
            if (_lru.Count > _capacity)
            {
                var victim = _lru.Last!.Value;
                _lru.RemoveLast();
                victim.Remove();
            }
        }

        return region;
    }

    public void Dispose()
    {
        Region[] all;
        using (Gate.EnterScope())
        {
            all = _lru.ToArray();
            _lru.Clear();
        }

        foreach (var region in all)
            region.TryRemove();
    }
}

public sealed partial class Region : IntervalNotifier
{
    private readonly RegistrationCache _cache;
    private readonly Func<AddressRange, uint> _makeKey;
    private uint _rkey;

    internal Region(RegistrationCache cache, Func<AddressRange, uint> makeKey)
    {
        _cache = cache;
        _makeKey = makeKey;
    }

    [DriverLock] private DriverLock Gate => _cache.Gate;

    [Fault(Collect = nameof(MakeKey), Commit = nameof(SetKey))]
    public partial FaultStatus Resolve(AddressRange whole);

    public bool Post(Action<uint> send)
    {
        using (Gate.EnterScope())
        {
            if (_rkey == 0)
                return false;
            send(_rkey);
            return true;
        }
    }

    [Invalidate]
    private void Revoke() => _rkey = 0;

    private uint MakeKey(AddressRange whole) => _makeKey(whole);

    private void SetKey(uint key) => _rkey = key;
}
