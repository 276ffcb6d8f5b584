// Breaks: NSDK4009
// Bug: Execute looks the block up in the dictionary without the lock under which commits and the callback change it.
using System;
using System.Collections.Generic;
using NotifierSdk;


public delegate void HostCode(ulong guestState);

public interface ITranslator
{
    HostCode Translate(ulong guestPc, out uint bytes);
}

public sealed partial class TranslationCache : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly record struct Block(uint Bytes, HostCode Code);

    [DriverLock] private readonly DriverLock _lock = new("translations");
    private readonly Dictionary<ulong, Block> _blocks = [];
    private readonly ITranslator _translator;

    public TranslationCache(ITranslator translator) => _translator = translator;

    public static TranslationCache Create(AddressSpace guest, AddressRange code, ITranslator translator)
    {
        var cache = new TranslationCache(translator);
        guest.Insert(cache, code);
        return cache;
    }

    [Fault(Range = nameof(RestOfPage), Collect = nameof(Translate), Commit = nameof(Link))]
    public partial FaultStatus Compile(ulong pc);

    public bool Execute(ulong pc, ulong state)
    {
        if (!_blocks.TryGetValue(pc, out var block))
            return false;
        block.Code(state); // code is managed: what is running may run to its end
        return true;
    }

    public void Dispose() => TryRemove();

    [Invalidate]
    private void Unlink(AddressRange range)
    {
        foreach (var pc in new List<ulong>(_blocks.Keys))
        {
            if (range.Overlaps(AddressRange.FromLength(pc, _blocks[pc].Bytes)))
                _blocks.Remove(pc);
        }
    }

    // A block ends with its page at the latest.
    private AddressRange RestOfPage(ulong pc) => AddressRange.FromBounds(pc, pc | (PageSize - 1));

    private Block Translate(ulong pc)
    {
        var code = _translator.Translate(pc, out var bytes);
        return new Block(Math.Max(bytes, 1), code);
    }

    private void Link(ulong pc, Block block) => _blocks[pc] = block;
}
