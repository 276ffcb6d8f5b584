// Correct: victims are chosen under the lock that their callbacks take, and removed after it was released.
using System;
using System.Collections.Generic;
using System.Linq;
using NotifierSdk;

public sealed partial class PinCache(AddressSpace space, PinCache.IPinning pinning, int capacity)
{
    private readonly Dictionary<AddressRange, Entry> _entries = [];
    private long _clock;

    public interface IPinning
    {
        long Pin(AddressRange range);

        void Unpin(long handle);
    }

    private DriverLock Gate { get; } = new("pin cache");

    public long? Acquire(AddressRange range)
    {
        List<Entry> victims = [];
        Entry entry;
        using (Gate.EnterScope())
        {
            if (!_entries.TryGetValue(range, out entry!))
            {
                entry = new Entry(this, range);
                space.Insert(entry, range); // an insert never waits for callbacks
                _entries.Add(range, entry);
            }

            entry.LastUse = ++_clock;
            while (_entries.Count > capacity)
                victims.Add(TakeOldest());
        }

        victims.ForEach(static victim => victim.Remove());
        return entry.Ensure(range) == FaultStatus.Completed ? entry.Handle : null;
    }

    public void Clear()
    {
        Entry[] all;
        using (Gate.EnterScope())
        {
            all = [.. _entries.Values];
            _entries.Clear();
        }

        foreach (var entry in all)
            entry.Remove();
    }

    private Entry TakeOldest()
    {
        var oldest = _entries.Values.MinBy(entry => entry.LastUse)!;
        _entries.Remove(oldest.Key);
        return oldest;
    }

    private sealed partial class Entry : IntervalNotifier
    {
        private readonly PinCache _cache;
        private long? _handle;

        public Entry(PinCache cache, AddressRange key) => (_cache, Key) = (cache, key);

        public AddressRange Key { get; }

        public long LastUse { get; set; }

        public long? Handle
        {
            get
            {
                using (Gate.EnterScope())
                    return _handle;
            }
        }

        [DriverLock] private DriverLock Gate => _cache.Gate;

        [Fault(Collect = nameof(Pin), Commit = nameof(Keep), Discard = nameof(Unpin))]
        public partial FaultStatus Ensure(AddressRange range);

        private long Pin(AddressRange range) => _cache.Pin(range);

        private void Keep(long handle)
        {
            Drop();
            _handle = handle;
        }

        private void Unpin(long handle) => _cache.Unpin(handle);

        [Invalidate]
        private void Drop()
        {
            if (_handle is { } handle)
                Unpin(handle);
            _handle = null;
        }
    }

    private long Pin(AddressRange range) => pinning.Pin(range);

    private void Unpin(long handle) => pinning.Unpin(handle);
}
