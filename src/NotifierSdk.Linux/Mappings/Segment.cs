namespace NotifierSdk.Linux.Mappings;

/// <summary>Consecutive pages that come from one place and have one protection: what the kernel keeps as one mapping.</summary>
internal readonly record struct Segment(AddressRange Range, Backing Backing, MemoryProtection Protection)
{
    /// <summary>Where in the file the byte at the address comes from; of no meaning without a file.</summary>
    internal ulong OffsetOf(ulong address) => Backing.Skip(address - Range.Start).Offset;

    internal Segment Clip(AddressRange range) => this with { Range = range, Backing = Backing.Skip(range.Start - Range.Start) };

    internal bool IsContinuedBy(Segment next) =>
        next.Range.Start == Range.Last + 1 && next.Protection == Protection && next.Backing == Backing.Skip(Range.Length);
}
