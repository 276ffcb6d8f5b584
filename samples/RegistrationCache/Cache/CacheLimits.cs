namespace RegistrationCacheSample.Cache;

/// <summary>How much a cache keeps that nobody uses. What is in use counts too, but is never taken away.</summary>
public sealed record CacheLimits
{
    /// <summary>Sets both limits.</summary>
    /// <param name="maxRegistrations">The largest number of registrations, 1 or more.</param>
    /// <param name="maxBytes">The most bytes that are registered, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is less than 1.</exception>
    public CacheLimits(int maxRegistrations, ulong maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRegistrations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1ul);
        (MaxRegistrations, MaxBytes) = (maxRegistrations, maxBytes);
    }

    /// <summary>The largest number of registrations.</summary>
    public int MaxRegistrations { get; }

    /// <summary>The most bytes that are registered. A merged registration is at most half of it.</summary>
    public ulong MaxBytes { get; }
}
