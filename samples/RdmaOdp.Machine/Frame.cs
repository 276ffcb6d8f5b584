using System.Numerics;

namespace RdmaOdp.Machine;

/// <summary>What is in a page frame: blocks, each with its owner's mark, the number of the write, a checksum, and contents. A free frame is all poison.</summary>
internal static class Frame
{
    /// <summary>What one transfer reads or writes.</summary>
    internal const int BlockBytes = 512;

    private const int BlockWords = BlockBytes / sizeof(ulong);
    private const int MarkWord = 0, NumberWord = 1, ChecksumWord = 2, FirstWord = 3;
    private const ulong Poison = 0xdead_f4ee_dead_f4ee;

    /// <summary>Gives every block to the owner.</summary>
    internal static void Write(Span<ulong> frame, PageOwner owner)
    {
        for (; frame.Length > 0; frame = frame[BlockWords..])
            WriteBlock(frame[..BlockWords], owner, number: 0);
    }

    internal static void WriteBlock(Span<ulong> block, PageOwner owner, ulong number)
    {
        block[MarkWord] = owner.Mark;
        block[NumberWord] = number;
        var word = owner.Mark ^ number;
        for (var index = FirstWord; index < block.Length; index++)
            block[index] = word += 0x9e37_79b9_7f4a_7c15;
        block[ChecksumWord] = ChecksumOf(block);
    }

    /// <summary>Null if every block is the owner's, unharmed; else what one of them is instead.</summary>
    internal static string? FindDamage(ReadOnlySpan<ulong> frame, PageOwner owner)
    {
        string? damage = null;
        for (; damage is null && frame.Length > 0; frame = frame[BlockWords..])
            damage = FindBlockDamage(frame[..BlockWords], owner);
        return damage;
    }

    internal static string? FindBlockDamage(ReadOnlySpan<ulong> block, PageOwner owner) =>
        block[MarkWord] != owner.Mark ? Describe(block[MarkWord])
        : block[ChecksumWord] != ChecksumOf(block) ? "has a wrong checksum"
        : null;

    internal static void Free(Span<ulong> frame) => frame.Fill(Poison);

    /// <summary>Null if the frame is all poison; else who wrote to it.</summary>
    internal static string? FindDamageToPoison(ReadOnlySpan<ulong> frame)
    {
        var word = frame.IndexOfAnyExcept(Poison);
        return word < 0 ? null : Describe(frame[word / BlockWords * BlockWords]);
    }

    internal static string Describe(ulong mark) => mark == Poison ? "is free" : $"carries the mark of {PageOwner.FromMark(mark)}";

    private static ulong ChecksumOf(ReadOnlySpan<ulong> block)
    {
        var (even, odd) = ((uint)block[MarkWord], (uint)block[NumberWord]);
        for (var index = FirstWord; index + 1 < block.Length; index += 2)
        {
            even = BitOperations.Crc32C(even, block[index]);
            odd = BitOperations.Crc32C(odd, block[index + 1]);
        }

        return ((ulong)odd << 32) | BitOperations.Crc32C(even, block[^1]);
    }
}
