using System.Runtime.CompilerServices;

namespace NotifierSdk.Linux.Mappings;

/// <summary>Where the pages of a mapping come from: from a file at an offset, or, without a file, from anonymous memory.</summary>
internal readonly record struct Backing(MemoryFile? File, ulong Offset, MemorySharing Sharing)
{
    internal static readonly Backing Anonymous = new(null, 0, MemorySharing.Private);

    /// <summary>A part of a file, after a look at the arguments.</summary>
    internal static Backing Of(MemoryFile file, ulong offset, ulong length, MemorySharing sharing, [CallerArgumentExpression(nameof(sharing))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.CheckContains(offset, length);
        if (sharing is not (MemorySharing.Shared or MemorySharing.Private))
            throw new ArgumentOutOfRangeException(name, sharing, $"{(int)sharing} is not a {nameof(MemorySharing)}; pass {MemorySharing.Shared} or {MemorySharing.Private}.");
        return new Backing(file, offset, sharing);
    }

    /// <summary>The backing of what lies so many bytes further on.</summary>
    internal Backing Skip(ulong bytes) => File is null ? this : this with { Offset = Offset + bytes };
}
