using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;

namespace GuestCodeCache.Driver;

/// <summary>The shadow: translated blocks by the guest's address of their first instruction. Written under the driver lock, looked up without.</summary>
internal sealed class BlockTable(uint memoryLength)
{
    private const int WordsPerPage = (int)GuestMemory.PageSize / 4;

    private readonly TranslatedBlock?[]?[] _pages = new TranslatedBlock?[]?[memoryLength >> GuestMemory.PageBits];

    internal TranslatedBlock? Find(uint address)
    {
        var page = address >> GuestMemory.PageBits;
        if (page >= (uint)_pages.Length || (address & 3) != 0)
            return null;
        var blocks = Volatile.Read(ref _pages[page]); // pairs with the write in Enter
        return blocks is null ? null : Volatile.Read(ref blocks[WordOf(address)]); // as above
    }

    /// <summary>Enters a block; the one that was there, if there was.</summary>
    internal TranslatedBlock? Enter(TranslatedBlock block)
    {
        ref var page = ref _pages[block.Start >> GuestMemory.PageBits];
        var blocks = page;
        if (blocks is null)
        {
            blocks = new TranslatedBlock?[WordsPerPage];
            Volatile.Write(ref page, blocks); // pairs with the read in Find
        }

        return Interlocked.Exchange(ref blocks[WordOf(block.Start)], block); // likewise
    }

    /// <summary>Takes out all blocks that have any byte of a range, and hands them over.</summary>
    internal int TakeOut(uint start, uint last, Action<TranslatedBlock> dropped)
    {
        var count = 0;
        for (var page = start >> GuestMemory.PageBits; page <= last >> GuestMemory.PageBits; page++)
        {
            if (_pages[page] is { } blocks)
                count += TakeOut(blocks, page << GuestMemory.PageBits, start, last, dropped);
        }

        return count;
    }

    // A block lies within one page, and may begin before the range.
    private static int TakeOut(TranslatedBlock?[] blocks, uint pageStart, uint start, uint last, Action<TranslatedBlock> dropped)
    {
        var count = 0;
        var before = start > pageStart ? Math.Min(start - pageStart, (Translator.MaxInstructions - 1) * 4u) : 0;
        var lastWord = last - pageStart < GuestMemory.PageSize ? WordOf(last) : WordsPerPage - 1;
        for (var word = start > pageStart ? WordOf(start - before) : 0; word <= lastWord; word++)
        {
            if (blocks[word] is not { } block || block.Last < start)
                continue;
            Volatile.Write(ref blocks[word], null); // pairs with the read in Find
            dropped(block);
            count++;
        }

        return count;
    }

    private static int WordOf(uint address) => (int)(address >> 2) & (WordsPerPage - 1);
}
