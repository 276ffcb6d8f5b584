using GuestCodeCache.Driver;
using GuestCodeCache.Machine.Execution;
using GuestCodeCache.Machine.Memory;
using NotifierSdk;

namespace GuestCodeCache.BigLock;

/// <summary>
/// The same cache with one big lock, to compare the speed with. It is held for each look-up, for as long as a translation takes, and from before a change is made until
/// after it. So nothing can collide, and everybody waits for everybody. It is let go while a block runs, and so it cannot free one before the guest has ended.
/// </summary>
internal sealed class LockedCodeCache : RangeNotifier, ICodeCache
{
    private readonly Lock _lock = new();
    private readonly BlockTable _blocks; // under the lock, as is what follows
    private readonly List<TranslatedBlock> _dropped = [];
    private readonly GuestMemory _memory;
    private readonly Translator _translator;
    private readonly CacheCounters _counters;

    internal LockedCodeCache(GuestMemory memory, Translator translator, CacheCounters counters)
        : base(RangeNotifierKind.StartAndEnd)
    {
        (_memory, _translator, _counters) = (memory, translator, counters);
        _blocks = new BlockTable(memory.Length);
        memory.Space.Register(this);
    }

    /// <inheritdoc/>
    public TranslatedBlock? Find(uint pc)
    {
        lock (_lock)
            return _blocks.Find(pc);
    }

    /// <inheritdoc/>
    public void Fill(uint pc)
    {
        lock (_lock)
        {
            if (pc >= _memory.Length || _blocks.Find(pc) is not null || _translator.Translate(pc) is not { } block)
                return;
            _blocks.Enter(block);
            _counters.CountTranslation();
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        _memory.Space.Unregister(this);
        _blocks.TakeOut(0, _memory.Length - 1, _dropped.Add);
        _dropped.ForEach(block => block.Dispose());
    }

    /// <inheritdoc/>
    protected override bool InvalidateRangeStart(in Invalidation invalidation)
    {
        _lock.Enter(); // until the end, which the same thread brings
        if (_memory.Range.Intersect(invalidation.Range) is { } range)
            _counters.CountInvalidation(_blocks.TakeOut(_memory.ToGuest(range.Start), _memory.ToGuest(range.Last), _dropped.Add));
        return true;
    }

    /// <inheritdoc/>
    protected override void InvalidateRangeEnd(in Invalidation invalidation) => _lock.Exit();
}
