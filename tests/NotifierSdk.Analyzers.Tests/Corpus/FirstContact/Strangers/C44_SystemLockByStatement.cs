// Correct: The driver lock is a System.Threading.Lock, which a lock statement takes through its own members, and the generated code takes the same one.
using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using NotifierSdk;



public sealed partial class GaugedCache : IntervalNotifier, IDisposable
{
    private readonly Meter _meter = new("strangers.gauged");
    private readonly Counter<long> _misses;
    private readonly Func<AddressRange, byte[]> _read;

    [DriverLock] private readonly Lock _lock = new();
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, byte[]> _pages = [];

    public GaugedCache(Func<AddressRange, byte[]> read)
    {
        _read = read;
        _misses = _meter.CreateCounter<long>("misses");
        _meter.CreateObservableGauge("pages", () =>
        {
            lock (_lock)
                return _pages.Count;
        });
        _meter.CreateObservableGauge("bytes", MeasureBytes, unit: "By");
    }

    [Fault(Collect = nameof(Read), Commit = nameof(Keep), Range = nameof(PageOf))]
    public partial FaultStatus Fault(ulong address);

    public byte[]? Find(ulong page)
    {
        using (_lock.EnterScope())
            return _pages.GetValueOrDefault(page);
    }

    public void Dispose()
    {
        _meter.Dispose();
        TryRemove();
    }

    private Measurement<long> MeasureBytes()
    {
        lock (_lock)
        {
            return new(_pages.Values.Sum(static bytes => (long)bytes.Length));
        }
    }

    private static AddressRange PageOf(ulong address) => AddressRange.FromLength(address & ~0xffful, 4096);

    private byte[] Read(ulong address, ReadSection section)
    {
        _misses.Add(1, new KeyValuePair<string, object?>("attempt", section.Attempt));
        return _read(section.Range);
    }

    private void Keep(ulong address, byte[] bytes) => _pages[address >> 12] = bytes;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _pages.Remove(page);
    }
}
