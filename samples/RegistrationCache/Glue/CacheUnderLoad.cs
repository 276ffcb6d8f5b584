using NotifierSdk;
using RegistrationCacheSample.Cache;
using RegistrationCacheSample.Machine;

namespace RegistrationCacheSample.Glue;

/// <summary>Puts the cache between the device and the load.</summary>
public sealed class CacheUnderLoad : ICache
{
    private readonly RegistrationCache _cache;

    /// <summary>Makes a cache, and inserts it over the whole space.</summary>
    public CacheUnderLoad(AddressSpace space, Adapter adapter, int maxRegistrations, ulong maxBytes)
    {
        _cache = new RegistrationCache(new Registrar(adapter), new CacheLimits(maxRegistrations, maxBytes), (ulong)PhysicalMemory.PageSize);
        space.Insert(_cache, AddressRange.All);
    }

    /// <inheritdoc/>
    public bool TryUse(AddressRange range, Action<long, AddressRange> use)
    {
        if (_cache.Get(range, out var lease) != FaultStatus.Completed)
            return false;
        using (lease)
            use(lease!.Key, lease.Range);
        return true;
    }

    /// <inheritdoc/>
    public void Close()
    {
        _cache.Remove();
        _cache.Clear();
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string What, long Count)> Counts
    {
        get
        {
            var statistics = _cache.Statistics;
            return
            [
                ("hits", statistics.Hits),
                ("misses", statistics.Misses),
                ("merged", statistics.Merges),
                ("evicted", statistics.Evictions),
                ("invalidated", statistics.Invalidated),
                ("registrations", statistics.Registrations),
                ("KiB", (long)(statistics.Bytes >> 10)),
                ("leaving", statistics.Leaving),
            ];
        }
    }

    private sealed class Registrar(Adapter adapter) : IRegistrar
    {
        public bool TryRegister(AddressRange range, out long key) => adapter.TryRegister(range, out key);

        public void Deregister(long key) => adapter.Deregister(key);
    }
}
