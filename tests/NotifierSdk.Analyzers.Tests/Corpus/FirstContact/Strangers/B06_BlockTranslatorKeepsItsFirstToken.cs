// Breaks: NSDK2008
// Bug: Compile begins its read section once, before the loop, so after one collision every further attempt checks the same token and collides again.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;



public sealed record HostBlock(ulong GuestStart, ulong GuestEnd, Memory<byte> Code)
{
    public AddressRange Guest => AddressRange.FromBounds(GuestStart, GuestEnd);
}

public abstract class Frontend
{
    public abstract HostBlock Translate(ulong pc, CancellationToken stop);
}

public sealed class BlockTranslator : IntervalNotifier
{
    private readonly ReaderWriterLockSlim _blocksLock = new(LockRecursionPolicy.NoRecursion);
    private readonly SortedDictionary<ulong, HostBlock> _blocks = [];
    private readonly Frontend _frontend;
    private readonly ConcurrentQueue<string> _trace = new();

    internal BlockTranslator(Frontend frontend) => _frontend = frontend;

    public bool TryGet(ulong pc, out HostBlock? block)
    {
        _blocksLock.EnterReadLock();
        try
        {
            return _blocks.TryGetValue(pc, out block);
        }
        finally
        {
            _blocksLock.ExitReadLock();
        }
    }

    public HostBlock Compile(ulong pc, CancellationToken stop)
    {
        if (TryGet(pc, out var known) && known is not null)
            return known;

        var backoff = new SpinWait();
        var section = ReadBegin(stop);
        var attempts = 0;
        do
        {
            var block = _frontend.Translate(pc, stop);
            if (TryInstall(section, block))
                return block;

            _trace.Enqueue($"{pc:x}: source changed under the translator");
            backoff.SpinOnce();
        }
        while (++attempts < 32 && !stop.IsCancellationRequested);

        throw new TimeoutException($"The code at {pc:x} does not stand still.");
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_blocksLock.TryEnterWriteLock(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;

        try
        {
            SetSeq(invalidation.Sequence);
            List<ulong> dead = [];
            foreach (var (start, block) in _blocks)
            {
                if (block.Guest.Overlaps(invalidation.Overlap))
                    dead.Add(start);
            }

            foreach (var start in dead)
                _blocks.Remove(start);
            return true;
        }
        finally
        {
            _blocksLock.ExitWriteLock();
        }
    }

    protected override void WaitForCommits()
    {
        _blocksLock.EnterWriteLock();
        _blocksLock.ExitWriteLock();
    }

    private bool TryInstall(ReadToken section, HostBlock block)
    {
        _blocksLock.EnterWriteLock();
        try
        {
            if (ReadRetry(section))
                return false;
            _blocks[block.GuestStart] = block;
            return true;
        }
        finally
        {
            _blocksLock.ExitWriteLock();
        }
    }
}
