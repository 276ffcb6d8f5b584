// Correct: The driver migrates the pages while it collects, announces that as its own change, and its callback ignores what is its own.
using System;
using System.Collections.Generic;
using NotifierSdk;



public abstract class Dma
{
    public abstract long Copy(AddressRange page);

    public abstract void Free(long block);
}

public sealed partial class VramRange : IntervalNotifier, IDisposable
{
    private readonly AddressSpace _space;
    private readonly Dma _dma;

    [DriverLock] private readonly DriverLock _lock = new("vram");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, long> _blocks = [];
    [GuardedBy(nameof(_lock))] private long _migrations;

    public VramRange(AddressSpace space, Dma dma)
    {
        Owner = this;
        _space = space;
        _dma = dma;
    }

    [Fault(Collect = nameof(Migrate), Commit = nameof(Bind), Discard = nameof(Release), MaxAttempts = 6)]
    public partial FaultOutcome Prefetch(AddressRange page);

    public long Migrations
    {
        get
        {
            using (_lock.EnterScope())
                return _migrations;
        }
    }

    public void Dispose() => TryRemove();

    private bool Migrate(AddressRange page, out long block, out Exception? reason)
    {
        try
        {
            using (_space.BeginInvalidate(page, InvalidationEvent.Migrate, owner: this))
                block = _dma.Copy(page);
            reason = null;
            return true;
        }
        catch (Exception e) when (e is AggregateException or InvalidOperationException)
        {
            block = 0;
            reason = e;
            return false;
        }
    }

    private void Bind(AddressRange page, long block)
    {
        if (_blocks.Remove(page.Start, out var old))
            Release(old);
        _blocks[page.Start] = block;
        _migrations++;
    }

    private void Release(long block) => _dma.Free(block);

    [Invalidate(IgnoreOwn = true)]
    private void Evict(AddressRange range)
    {
        foreach (var number in range.Pages(4096))
        {
            if (_blocks.Remove(number * 4096, out var block))
                Release(block);
        }
    }
}
