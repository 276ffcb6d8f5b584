namespace RdmaOdp.Machine;

/// <summary>A remote read or write of one block of a page.</summary>
/// <param name="Owner">The page that the remote side addresses. A write leaves its mark, a read looks for it; the device itself does not know it.</param>
/// <param name="Block">Which block of the page.</param>
/// <param name="IsWrite">Whether the block is written.</param>
/// <param name="Number">What tells this write from others.</param>
public readonly record struct Transfer(PageOwner Owner, int Block, bool IsWrite, ulong Number)
{
    /// <summary>The bytes of a block.</summary>
    public const int Bytes = Frame.BlockBytes;

    /// <summary>The number of blocks in a page.</summary>
    public static int BlocksPerPage { get; } = (int)PhysicalMemory.PageSize / Bytes;
}

/// <summary>What became of a transfer.</summary>
public enum TransferOutcome
{
    /// <summary>The block was read or written.</summary>
    Done,

    /// <summary>The page table has no entry for the page: fault, and try again.</summary>
    Missing,

    /// <summary>The region is not registered, or has a hole there: an error for the remote side.</summary>
    Refused,
}
