using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NotifierSdk.Analyzers.Flow.Locks;

/// <summary>Tells a fix which lock to take at a place where one is missing.</summary>
internal static class MissingLock
{
    /// <summary>The properties of a diagnostic: empty where taking the lock could wait for itself, or come after a lock that others take second.</summary>
    public static ImmutableDictionary<string, string?> At(IOperation place, LockPath path, TypeFlow type) =>
        !type.HasUnnamedLocks && type.FlowOf(path).StatesAt(place) == HeldLock.IsFree && type.Locks.All(other => type.FlowOf(other).StatesAt(place) == HeldLock.IsFree)
            ? ImmutableDictionary<string, string?>.Empty.Add(LockPath.Property, path.Code)
            : ImmutableDictionary<string, string?>.Empty;
}
