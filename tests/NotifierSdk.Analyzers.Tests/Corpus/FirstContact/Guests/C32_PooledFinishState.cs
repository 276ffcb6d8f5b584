// Correct: the finish state is an object from a pool that the driver keeps in a field; an invalidation owns the one that it took until its finish has put it back, so two can run at once.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;


public interface IDmaEngine
{
    /// <summary>Begins a flush, and calls back on the engine's own thread when it is done.</summary>
    void Flush(AddressRange range, Action done);

    ulong MapPage(ulong page);
}

public sealed class FlushingMirror : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private sealed class Waiter
    {
        public readonly SemaphoreSlim Done = new(0, 1);
        public readonly Action Signal;

        public Waiter() => Signal = () => Done.Release();
    }

    private readonly DriverLock _lock = new("flushing mirror");
    [GuardedBy(nameof(_lock))] private readonly Dictionary<ulong, ulong> _mapped = [];
    private readonly ConcurrentBag<Waiter> _waiters = [];
    private readonly IDmaEngine _engine;

    public FlushingMirror(IDmaEngine engine) => _engine = engine;

    public bool Map(ulong page, CancellationToken cancel)
    {
        var range = AddressRange.FromLength(page * PageSize, PageSize);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var token = ReadBegin(range, cancel);
            var bus = _engine.MapPage(page);
            using (_lock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                _mapped[page] = bus;
                return true;
            }
        }

        return false;
    }

    /// <summary>Hands an address to the engine, which uses it until it is flushed.</summary>
    public bool TryHandOver(ulong page, Action<ulong> engine)
    {
        using (_lock.EnterScope())
        {
            if (!_mapped.TryGetValue(page, out var bus))
                return false;
            engine(bus);
            return true;
        }
    }

    public void Dispose()
    {
        TryRemove();
        while (_waiters.TryTake(out var waiter))
            waiter.Done.Dispose();
    }

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!invalidation.IsBlockable)
            return false; // the finish waits for the engine

        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in invalidation.Overlap.Pages(PageSize))
                _mapped.Remove(page);

            if (!_waiters.TryTake(out var waiter))
                waiter = new Waiter();
            _engine.Flush(invalidation.Overlap, waiter.Signal);
            finish = new FinishState(waiter);
        }

        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (finish.State is not Waiter waiter || !invalidation.IsBlockable)
            return;
        waiter.Done.Wait();
        _waiters.Add(waiter);
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
