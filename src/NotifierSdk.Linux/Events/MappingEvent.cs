using System.Runtime.InteropServices;

namespace NotifierSdk.Linux.Events;

/// <summary>A message of <c>userfaultfd</c>, as the kernel lays it out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal readonly struct MappingEvent
{
    [FieldOffset(0)]
    internal readonly MappingEventKind Kind;

    /// <summary>Of a move: where the pages were. Else the first address.</summary>
    [FieldOffset(8)]
    private readonly ulong _first;

    /// <summary>Of a move: where they are now. Else the first address behind the range.</summary>
    [FieldOffset(16)]
    private readonly ulong _second;

    [FieldOffset(24)]
    private readonly ulong _length;

    /// <summary>What lost its pages.</summary>
    internal AddressRange Range => Kind == MappingEventKind.Remap ? AddressRange.FromLength(_first, _length) : AddressRange.FromBounds(_first, _second - 1);

    /// <summary>Of a move: what got other pages.</summary>
    internal AddressRange Destination => AddressRange.FromLength(_second, _length);
}

/// <summary>The kernel's numbers.</summary>
internal enum MappingEventKind : byte
{
    Remap = 0x14,
    Remove = 0x15,
    Unmap = 0x16,
}
