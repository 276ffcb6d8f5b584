// Correct: The cache ends a registration while it holds the lock that the callback takes, but with RemoveLater, which waits for nothing.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;


public sealed class MrCache : IDisposable
{
    private readonly AddressSpace _space;
    private readonly int _capacity;
    private readonly LinkedList<Mr> _lru = new();

    public MrCache(AddressSpace space, int capacity)
    {
        _space = space;
        _capacity = capacity;
    }

    internal DriverLock Gate { get; } = new("mr cache");

    public Mr Register(AddressRange range, Func<AddressRange, uint> makeKey)
    {
        var region = new Mr(this, makeKey);
        _space.Insert(region, range);
        using (Gate.EnterScope())
        {
            _lru.AddFirst(region);
            if (_lru.Count > _capacity)
            {
                var victim = _lru.Last!.Value;
                _lru.RemoveLast();
                victim.RemoveLater(); // faults of it collide from now on; its last callback drops the key
            }
        }

        return region;
    }

    public void Dispose()
    {
        Mr[] all;
        using (Gate.EnterScope())
        {
            all = _lru.ToArray();
            _lru.Clear();
        }

        foreach (var region in all)
            region.TryRemove();
    }
}

public sealed partial class Mr : IntervalNotifier
{
    private readonly MrCache _cache;
    private readonly Func<AddressRange, uint> _makeKey;
    private uint _rkey;

    internal Mr(MrCache cache, Func<AddressRange, uint> makeKey)
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
