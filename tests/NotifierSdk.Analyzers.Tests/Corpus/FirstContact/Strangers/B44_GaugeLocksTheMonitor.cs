// Breaks: NSDK4006
// Bug: The gauges of the cache take the driver lock by a lock statement, which locks the monitor of the object and not the lock itself.
using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using NotifierSdk;



public sealed partial class MeteredCache : IntervalNotifier, IDisposable
{
    private readonly Meter _meter = new("strangers.cache");
    private readonly Func<AddressRange, byte[]> _read;

    [DriverLock] private readonly DriverLock _lock = new("metered cache");
    private readonly Dictionary<ulong, byte[]> _pages = [];

    public MeteredCache(Func<AddressRange, byte[]> read)
    {
        _read = read;
        _meter.CreateObservableGauge("pages", CountPages);
        _meter.CreateObservableGauge("bytes", CountBytes, unit: "By");
    }

    [Fault(Collect = nameof(Read), Commit = nameof(Keep))]
    public partial FaultStatus Fault(AddressRange page);

    public byte[]? Find(ulong page)
    {
        using (_lock.EnterScope())
            return _pages.GetValueOrDefault(page);
    }

    public void Dispose()
    {
        TryRemove();
        _meter.Dispose();
    }

    private int CountPages()
    {
        lock (_lock)
        {
            return _pages.Count;
        }
    }

    private long CountBytes()
    {
        lock (_lock)
        {
            return _pages.Values.Sum(bytes => (long)bytes.Length);
        }
    }

    private byte[] Read(AddressRange page) => _read(page);

    private void Keep(AddressRange page, byte[] bytes) => _pages[page.Start >> 12] = bytes;

    [Invalidate]
    private void Drop(AddressRange range)
    {
        foreach (var page in range.Pages(4096))
            _pages.Remove(page);
    }
}
