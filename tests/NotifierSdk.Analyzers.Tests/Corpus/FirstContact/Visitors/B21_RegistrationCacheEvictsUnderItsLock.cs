// Breaks: NSDK4001
// Bug: the cache evicts while it holds the lock of its regions, and closing a region removes its notifier.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class RegistrationCache(AddressSpace space, int capacity, Func<AddressRange, uint> register, Action<uint> deregister)
{
    private readonly LinkedList<Region> _lru = new();

    public DriverLock Gate { get; } = new("mr cache");

    public Region Get(AddressRange range)
    {
        using (Gate.EnterScope())
        {
            if (_lru.FirstOrDefault(region => region.Covers(range)) is { } hit)
                return hit;
            Trim();
        }

        var created = new Region(this, range);
        space.Insert(created, range);
        using (Gate.EnterScope())
            _lru.AddFirst(created);
        return created;
    }

    public void Clear()
    {
        Region[] all;
        using (Gate.EnterScope())
        {
            all = [.. _lru];
            _lru.Clear();
        }

        Array.ForEach(all, region => region.Close());
    }

    private void Trim()
    {
        while (_lru.Count >= capacity && _lru.Last is { } oldest)
        {
            _lru.RemoveLast();
            oldest.Value.Close();
        }
    }

    public sealed partial class Region(RegistrationCache cache, AddressRange range) : IntervalNotifier
    {
        private readonly RegistrationCache _cache = cache;
        private uint? _key;

        [DriverLock] private DriverLock Gate => _cache.Gate;

        public bool Covers(AddressRange other) => range.Contains(other);

        public void Close() => Remove();

        [Fault(Collect = nameof(Register), Commit = nameof(Publish), Discard = nameof(Deregister))]
        public partial FaultStatus Validate(AddressRange whole);

        private uint Register(AddressRange whole) => _cache.Register(whole);

        private void Publish(uint key)
        {
            if (_key is { } former)
                Deregister(former);
            _key = key;
        }

        private void Deregister(uint key) => _cache.Deregister(key);

        [Invalidate]
        private void Drop()
        {
            if (_key is { } key)
                Deregister(key);
            _key = null;
        }
    }

    private uint Register(AddressRange range) => register(range);

    private void Deregister(uint key) => deregister(key);
}
