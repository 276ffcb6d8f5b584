namespace NotifierSdk.Tree;

/// <summary>What entries are ordered by: the start of their range, then their id.</summary>
internal readonly record struct Key
{
    internal Key(ulong start, long id)
    {
        Start = SignedAddress.From(start);
        Id = id;
    }

    /// <summary>As a <see cref="SignedAddress"/>.</summary>
    internal long Start { get; private init; }

    internal long Id { get; private init; }

    internal static Key FromLanes(long start, long id) => new() { Start = start, Id = id };
}
