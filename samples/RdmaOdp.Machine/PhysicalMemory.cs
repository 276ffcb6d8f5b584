using System.Runtime.InteropServices;
using NotifierSdk;
using NotifierSdk.Linux;

namespace RdmaOdp.Machine;

/// <summary>
/// The page frames of the machine: one memfd. Applications map frames of it into their address spaces; the bus, a second mapping that never changes,
/// reaches every frame by its number, as DMA does, whoever owns it at the moment.
/// </summary>
public sealed class PhysicalMemory : IDisposable
{
    private readonly AddressSpace _busAddresses = new("bus");
    private readonly MemoryFile _file;
    private readonly MappedMemory _bus;
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();

    /// <summary>Creates the frames, all free.</summary>
    public PhysicalMemory(int frames)
    {
        Frames = frames;
        _file = MemoryFile.Create("rdma-odp frames", (ulong)frames * PageSize);
        _bus = MappedMemory.Map(_busAddresses, _file, 0, _file.Length);
        for (var frame = frames - 1; frame >= 0; frame--)
        {
            Frame.Free(WordsOf(frame));
            _free.Push(frame);
        }
    }

    /// <summary>The bytes of a page, and of a frame.</summary>
    public static ulong PageSize { get; } = (ulong)Environment.SystemPageSize;

    /// <summary>The number of frames.</summary>
    public int Frames { get; }

    /// <summary>How many frames belong to nobody.</summary>
    public int FreeFrames
    {
        get
        {
            lock (_lock)
                return _free.Count;
        }
    }

    /// <summary>Finds stale writes.</summary>
    public Checker Checker { get; } = new();

    /// <summary>What is mapped to give somebody a frame.</summary>
    internal MemoryFile File => _file;

    /// <summary>Performs a transfer on a frame, whoever owns it: as DMA, it believes the page table that named the frame.</summary>
    public void Perform(int frame, in Transfer transfer)
    {
        var block = WordsOf(frame, transfer.Block * Transfer.Bytes, Transfer.Bytes);
        if (transfer.IsWrite)
            Frame.WriteBlock(block, transfer.Owner, transfer.Number);
        else
            Checker.Expect(Frame.FindBlockDamage(block, transfer.Owner), frame, $"a remote read of {transfer.Owner}");
    }

    /// <summary>Hands out the frame that was freed last, marked as the owner's.</summary>
    internal int Allocate(PageOwner owner)
    {
        int frame;
        lock (_lock)
            frame = _free.Pop();
        Checker.Expect(Frame.FindDamageToPoison(WordsOf(frame)), frame, "the allocator");
        Frame.Write(WordsOf(frame), owner);
        return frame;
    }

    /// <summary>Takes a frame back from its owner, who no longer maps it: poisons it, and has it ready for the next.</summary>
    internal void Free(int frame, PageOwner owner)
    {
        Checker.Expect(Frame.FindDamage(WordsOf(frame), owner), frame, $"{owner}, giving it back,");
        Frame.Free(WordsOf(frame));
        lock (_lock)
            _free.Push(frame);
    }

    /// <summary>Marks a frame as another page's, which it was moved to.</summary>
    internal void HandOver(int frame, PageOwner from, PageOwner to)
    {
        Checker.Expect(Frame.FindDamage(WordsOf(frame), from), frame, $"{from}, moving it,");
        Frame.Write(WordsOf(frame), to);
    }

    /// <summary>Looks at the frame's mark through its owner's own mapping, as a processor does.</summary>
    internal void CheckMark(MappedMemory memory, ulong address, int frame, PageOwner owner)
    {
        var mark = Volatile.Read(ref MemoryMarshal.Cast<byte, ulong>(memory.AsSpan(AddressRange.FromLength(address, sizeof(ulong))))[0]);
        if (mark != owner.Mark)
            Checker.Expect(Frame.Describe(mark), frame, $"{owner}, loading from it,");
    }

    /// <summary>Checks the poison of every free frame.</summary>
    internal void CheckFreeFrames()
    {
        lock (_lock)
        {
            foreach (var frame in _free)
                Checker.Expect(Frame.FindDamageToPoison(WordsOf(frame)), frame, "the last look");
        }
    }

    /// <summary>Unmaps the bus; the frames go when nobody maps them any more.</summary>
    public void Dispose()
    {
        _bus.Dispose();
        _file.Dispose();
        _busAddresses.Dispose();
    }

    private Span<ulong> WordsOf(int frame) => WordsOf(frame, 0, (int)PageSize);

    private Span<ulong> WordsOf(int frame, int offset, int bytes) =>
        MemoryMarshal.Cast<byte, ulong>(_bus.AsSpan(AddressRange.FromLength(_bus.Range.Start + (ulong)frame * PageSize + (ulong)offset, (ulong)bytes)));
}
