namespace RegistrationCacheSample.Cache;

/// <summary>What a cache has done so far, and what it holds at the moment.</summary>
public readonly record struct CacheStatistics
{
    /// <summary>Requests that a registration was there for.</summary>
    public long Hits { get; internal init; }

    /// <summary>Requests that something was registered for.</summary>
    public long Misses { get; internal init; }

    /// <summary>Registrations that took in one or several that they overlapped.</summary>
    public long Merges { get; internal init; }

    /// <summary>Registrations that were given up for the limits.</summary>
    public long Evictions { get; internal init; }

    /// <summary>Registrations that an invalidation took out of the cache.</summary>
    public long Invalidated { get; internal init; }

    /// <summary>What can be found in the cache.</summary>
    public int Registrations { get; internal init; }

    /// <summary>The bytes of those.</summary>
    public ulong Bytes { get; internal init; }

    /// <summary>What was taken out of the cache and is still in use: deregistered when its last user lets go.</summary>
    public int Leaving { get; internal init; }
}
