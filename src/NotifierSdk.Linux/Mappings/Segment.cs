namespace NotifierSdk.Linux.Mappings;

/// <summary>Consecutive pages that come from one place: from a file at consecutive offsets, or, without a file, from anonymous memory.</summary>
internal readonly record struct Segment(AddressRange Range, MemoryFile? File, ulong Offset)
{
    /// <summary>Where in the file the byte at the address comes from; of no meaning without a file.</summary>
    internal ulong OffsetOf(ulong address) => Offset + (address - Range.Start);

    internal Segment Clip(AddressRange range) => new(range, File, File is null ? 0 : OffsetOf(range.Start));

    internal bool IsContinuedBy(Segment next) =>
        next.Range.Start == Range.Last + 1 && ReferenceEquals(next.File, File) && (File is null || next.Offset == Offset + Range.Length);
}
