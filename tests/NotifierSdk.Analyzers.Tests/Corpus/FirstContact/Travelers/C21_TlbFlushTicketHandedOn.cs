// Correct: The ticket goes through the finish state as a plain number, and the finish half reads a field all the same: the queue, which never changes.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public interface IInvalidationQueue
{
    ulong Push(AddressRange flush);

    void Await(ulong ticket);
}

public sealed class DeviceTlb : IntervalNotifier, IDisposable
{
    private readonly DriverLock _lock = new("device tlb");
    [GuardedBy(nameof(_lock))] private readonly SortedDictionary<ulong, ulong> _entries = new();
    private readonly IInvalidationQueue _queue;
    private long _flushes;

    public DeviceTlb(IInvalidationQueue queue) => _queue = queue;

    public long Flushes => Interlocked.Read(ref _flushes);

    public bool Translate(AddressRange page, Func<ulong, ulong> walk, CancellationToken cancellation)
    {
        for (var i = 0; i < 64; i++)
        {
            var token = ReadBegin(page, cancellation);
            var frame = walk(page.Start);
            using (_lock.EnterScope())
            {
                if (!ReadRetry(token))
                {
                    _entries[page.Start >> 12] = frame;
                    return true;
                }
            }
        }

        return false;
    }

    public bool Access(ulong address, Action<ulong> start)
    {
        using (_lock.EnterScope())
        {
            if (!_entries.TryGetValue(address >> 12, out var frame))
                return false;
            start(frame);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidateStart(in Invalidation invalidation, out FinishState finish)
    {
        finish = default;
        if (!invalidation.IsBlockable)
            return false; // the finish half would have to wait for the device

        var range = invalidation.Overlap;
        using (_lock.EnterScope())
        {
            SetSeq(invalidation.Sequence);
            foreach (var page in _entries.Keys.Where(page => page >= range.Start >> 12 && page <= range.Last >> 12).ToArray())
                _entries.Remove(page);
            finish = new FinishState(null, _queue.Push(range));
        }

        Interlocked.Increment(ref _flushes);
        return true;
    }

    protected override void OnInvalidateFinish(in Invalidation invalidation, FinishState finish)
    {
        if (invalidation.IsBlockable)
            _queue.Await(finish.Value);
    }

    protected override void WaitForCommits()
    {
        using (_lock.EnterScope())
        {
        }
    }
}
