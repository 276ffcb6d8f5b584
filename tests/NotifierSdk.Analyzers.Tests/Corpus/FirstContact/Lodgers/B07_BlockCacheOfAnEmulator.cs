// Breaks: NSDK2001
// Bug: the callback returns early when no block overlaps the change, without SetSeq, so a translation that is under way is entered although its code changed.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public sealed class Block
{
    public Block(ulong pc, int length, Delegate code)
    {
        Pc = pc;
        Length = length;
        Code = code;
    }

    public ulong Pc { get; }

    public int Length { get; }

    public Delegate Code { get; }

    public bool Touches(AddressRange range) => AddressRange.FromLength(Pc, (ulong)Length).Overlaps(range);
}

public sealed class BlockCache : IntervalNotifier, IDisposable
{
    private const ulong LongestBlock = 1024;

    private readonly DriverLock _lock = new("blocks");
    [GuardedBy(nameof(_lock))] private readonly SortedList<ulong, Block> _blocks = new();
    private readonly Func<ulong, Block> _translator;
    private readonly AddressRange _text;

    public BlockCache(AddressSpace guest, AddressRange text, Func<ulong, Block> translator)
    {
        _translator = translator;
        _text = text;
        guest.Insert(this, text);
    }

    public bool Run(ulong pc, Action<Block> enter)
    {
        using (_lock.EnterScope())
        {
            if (!_blocks.TryGetValue(pc, out var block))
                return false;
            enter(block);
            return true;
        }
    }

    public FaultStatus Translate(ulong pc, TimeSpan patience)
    {
        var source = AddressRange.FromLength(pc, LongestBlock).Intersect(_text)!.Value;
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var status = TryReadBegin(source, patience, out var token);
            if (status != FaultStatus.Completed)
                return status;

            var block = _translator(pc);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _blocks[pc] = block;
                    return FaultStatus.Completed;
                }
            }
        }

        return FaultStatus.Collided;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnter(in invalidation, out var scope))
            return false;

        using (scope)
        {
            var hit = new List<ulong>();
            foreach (var (pc, block) in _blocks)
            {
                if (block.Touches(invalidation.Overlap))
                    hit.Add(pc);
            }

            if (hit.Count == 0)
                return true; // most stores hit data, not code

            SetSeq(invalidation.Sequence);
            foreach (var pc in hit)
                _blocks.Remove(pc);
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }

    public void Dispose() => TryRemove();
}
