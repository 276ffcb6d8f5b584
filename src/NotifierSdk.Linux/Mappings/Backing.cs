namespace NotifierSdk.Linux.Mappings;

/// <summary>Where the pages of a mapping come from: from a file at an offset, or, without a file, from anonymous memory.</summary>
internal readonly record struct Backing(MemoryFile? File, ulong Offset)
{
    internal static readonly Backing Anonymous;

    /// <summary>The backing of what lies so many bytes further on.</summary>
    internal Backing Skip(ulong bytes) => File is null ? this : this with { Offset = Offset + bytes };
}
