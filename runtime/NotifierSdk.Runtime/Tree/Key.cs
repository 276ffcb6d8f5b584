namespace NotifierSdk.Tree;

/// <summary>What entries are ordered by: the start of their range, then their id.</summary>
internal readonly record struct Key
{
    internal Key(ulong start, long id)
        : this(SignedAddress.From(start), id)
    {
    }

    internal Key(long start, long id)
    {
        Start = start;
        Id = id;
    }

    /// <summary>As a <see cref="SignedAddress"/>.</summary>
    internal long Start { get; }

    internal long Id { get; }
}
