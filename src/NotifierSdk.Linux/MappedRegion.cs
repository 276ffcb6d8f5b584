namespace NotifierSdk.Linux;

/// <summary>Describes consecutive pages of one <see cref="MappedMemory"/> with the same origin and the same protection. It is a snapshot.</summary>
public sealed record MappedRegion
{
    internal MappedRegion(MappedMemory memory, in Mappings.Segment segment)
    {
        Memory = memory;
        Range = segment.Range;
        Protection = segment.Protection;
        File = segment.Backing.File;
        Offset = segment.Backing.Offset;
        Sharing = segment.Backing.Sharing;
    }

    /// <summary>Gets the memory to which the pages belong.</summary>
    public MappedMemory Memory { get; }

    /// <summary>Gets the range of the pages: all adjacent pages for which the other properties are the same.</summary>
    public AddressRange Range { get; }

    /// <summary>Gets the protection of the pages. If the kernel refused a change of the protection half way, these are the rights that every page has.</summary>
    public MemoryProtection Protection { get; }

    /// <summary>Gets the file whose pages are mapped, or null for anonymous memory.</summary>
    public MemoryFile? File { get; }

    /// <summary>Gets the offset of the first page in the file. For anonymous memory the value is 0.</summary>
    public ulong Offset { get; }

    /// <summary>Gets which mappings see what is written. For anonymous memory the value is <see cref="MemorySharing.Private"/>.</summary>
    public MemorySharing Sharing { get; }
}
