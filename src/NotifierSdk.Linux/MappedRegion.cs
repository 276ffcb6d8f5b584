namespace NotifierSdk.Linux;

/// <summary>Consecutive pages of one <see cref="MappedMemory"/> that come from one place and have one protection, as they were when they were looked up.</summary>
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

    /// <summary>Whose pages they are.</summary>
    public MappedMemory Memory { get; }

    /// <summary>The pages: all that lie beside one another and agree in what follows.</summary>
    public AddressRange Range { get; }

    /// <summary>What the processor may do with them. After a change of protection that the kernel refused half way: what it may do at least.</summary>
    public MemoryProtection Protection { get; }

    /// <summary>Whose pages are mapped; null for anonymous memory.</summary>
    public MemoryFile? File { get; }

    /// <summary>Where in the file the first page comes from; 0 for anonymous memory.</summary>
    public ulong Offset { get; }

    /// <summary>Who sees what is written; <see cref="MemorySharing.Private"/> for anonymous memory.</summary>
    public MemorySharing Sharing { get; }
}
