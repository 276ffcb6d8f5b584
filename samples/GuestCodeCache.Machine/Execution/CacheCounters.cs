namespace GuestCodeCache.Machine.Execution;

/// <summary>What the caches of one program counted, over all of its runs.</summary>
public sealed class CacheCounters
{
    private long _translated, _collisions, _dropped, _invalidations;

    /// <summary>Blocks that were translated and entered.</summary>
    public long Translated => Volatile.Read(ref _translated);

    /// <summary>Translations during which the code changed.</summary>
    public long Collisions => Volatile.Read(ref _collisions);

    /// <summary>Blocks that were dropped because the code changed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Changes that a cache was told of.</summary>
    public long Invalidations => Volatile.Read(ref _invalidations);

    /// <summary>One more.</summary>
    public void CountTranslation() => Interlocked.Increment(ref _translated);

    /// <summary>One more.</summary>
    public void CountCollision() => Interlocked.Increment(ref _collisions);

    /// <summary>One more change, and the blocks that it cost.</summary>
    public void CountInvalidation(int dropped)
    {
        Interlocked.Increment(ref _invalidations);
        Interlocked.Add(ref _dropped, dropped);
    }
}
