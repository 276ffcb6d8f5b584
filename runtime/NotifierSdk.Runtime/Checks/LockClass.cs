using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace NotifierSdk.Checks;

/// <summary>A node of the lock order: all locks of one name, one lock without a name, or the invalidations of one space.</summary>
internal sealed class LockClass(string description)
{
    private static readonly ConcurrentDictionary<string, LockClass> s_named = new(StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<object, LockClass> s_single = [];

    internal string Description { get; } = description;

    /// <summary>What was taken, or waited for, while this was held, and where that was seen first. Locks that come and go are forgotten with their classes.</summary>
    internal ConditionalWeakTable<LockClass, string> Followers { get; } = [];

    /// <summary>The class of a lock: those that were given a name of their own share one.</summary>
    internal static LockClass Of(object @lock) => @lock is DriverLock { HasOwnName: true } named
        ? s_named.GetOrAdd(named.Name, static name => new LockClass($"the driver lock '{name}'"))
        : s_single.GetValue(@lock, static _ => new LockClass("the driver lock"));

    internal static LockClass Of(AddressSpace space) =>
        s_single.GetValue(space, static space => new LockClass($"an invalidation of '{((AddressSpace)space).Name}'"));

    /// <summary>The place of the first step on a way from here to the other; null if there is no way.</summary>
    internal string? FindWayTo(LockClass other)
    {
        var seen = new HashSet<LockClass> { this };
        foreach (var (follower, place) in Followers)
        {
            if (Reaches(follower, other, seen))
                return place;
        }

        return null;
    }

    private static bool Reaches(LockClass from, LockClass to, HashSet<LockClass> seen)
    {
        if (ReferenceEquals(from, to))
            return true;
        if (!seen.Add(from))
            return false;
        foreach (var (follower, _) in from.Followers)
        {
            if (Reaches(follower, to, seen))
                return true;
        }

        return false;
    }
}
