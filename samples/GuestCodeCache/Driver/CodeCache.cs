using System.Diagnostics.CodeAnalysis;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;
using NotifierSdk;

namespace GuestCodeCache.Driver;

/// <summary>
/// Translated code, for as long as the guest's code is what it was translated from. Threads of the guest look blocks up and run them inside sections, without the
/// lock. A block that is dropped is retired: somebody may be running it.
/// </summary>
public sealed partial class CodeCache : IntervalNotifier, ICodeCache
{
    [DriverLock] private readonly DriverLock _lock = new("code cache");
    [ShadowState] private readonly BlockTable _blocks; // written under the lock, read in sections
    private readonly GuestMemory _memory;
    private readonly Translator _translator;
    private readonly CacheCounters _counters;

    /// <summary>Makes a cache, and inserts it over all of the guest's memory.</summary>
    public CodeCache(GuestMemory memory, Translator translator, CacheCounters counters)
    {
        (_memory, _translator, _counters) = (memory, translator, counters);
        _blocks = new BlockTable(memory.Length);
        memory.Space.Insert(this, memory.Range);
    }

    /// <inheritdoc/>
    public TranslatedBlock? Find(uint pc) => _blocks.Find(pc);

    /// <inheritdoc/>
    public void Fill(uint pc)
    {
        if (pc < _memory.Length)
            _ = Fault(pc); // whatever comes of it: what is not translated is interpreted
    }

    /// <inheritdoc/>
    public void Close() => Remove();

    [Fault(Range = nameof(RangeOf), Collect = nameof(TryTranslate), Commit = nameof(Enter), Discard = nameof(Discard))]
    private partial FaultStatus Fault(uint pc);

    /// <summary>The code changes: writes, other pages, other rights.</summary>
    [Invalidate]
    private void Drop(AddressRange range) =>
        _counters.CountInvalidation(_blocks.TakeOut(_memory.ToGuest(range.Start), _memory.ToGuest(range.Last), _memory.Sections.Retire));

    // As much as the block can have, for that is what it collides with.
    private AddressRange RangeOf(uint pc) => _memory.ToHost(pc, Math.Min(Translator.MaxInstructions * 4, GuestMemory.PageSize - pc % GuestMemory.PageSize));

    private bool TryTranslate(uint pc, ReadSection section, [NotNullWhen(true)] out TranslatedBlock? block)
    {
        if (section.Attempt > 1)
            _counters.CountCollision(); // the retry check of the attempt before said yes
        block = _translator.Translate(pc);
        return block is not null;
    }

    private void Enter(TranslatedBlock block)
    {
        _counters.CountTranslation();
        if (_blocks.Enter(block) is { } former)
            _memory.Sections.Retire(former); // another thread translated the same, and was quicker
    }

    private static void Discard(TranslatedBlock block) => block.Dispose(); // nobody has seen it
}
