// Correct: the device lock is always taken before the lock of a shard, by the callback, the fault, and the statistics.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class ShardedTable : IntervalNotifier
{
    private readonly Lock _device = new();
    private readonly Shard[] _shards = [new(), new(), new(), new()];
    private readonly Func<ulong, ulong> _frameOf;

    public ShardedTable(Func<ulong, ulong> frameOf) => _frameOf = frameOf;

    private sealed class Shard
    {
        public Lock Gate { get; } = new();

        public Dictionary<ulong, ulong> Map { get; } = new();
    }

    public ulong? Peek(ulong page)
    {
        var shard = ShardOf(page);
        lock (shard.Gate)
            return shard.Map.TryGetValue(page, out var frame) ? frame : null;
    }

    public int Count()
    {
        lock (_device)
        {
            var sum = 0;
            foreach (var shard in _shards)
            {
                lock (shard.Gate)
                    sum += shard.Map.Count;
            }

            return sum;
        }
    }

    public bool Fill(AddressRange page)
    {
        for (var attempt = 0; attempt < 25; attempt++)
        {
            var token = ReadBegin(page);
            var frame = _frameOf(page.Start);
            lock (_device)
            {
                if (ReadRetry(token))
                    continue;
                Put(page.Start, frame);
                return true;
            }
        }

        return false;
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!invalidation.IsBlockable)
            return TryDropQuickly(in invalidation);
        lock (_device)
        {
            SetSeq(invalidation.Sequence);
            foreach (var shard in _shards)
            {
                lock (shard.Gate)
                    Cut(shard, invalidation.Overlap);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        lock (_device)
        {
        }
    }

    private bool TryDropQuickly(in Invalidation invalidation)
    {
        if (!_device.TryEnter())
            return false;
        try
        {
            SetSeq(invalidation.Sequence); // saved early is harmless: a fault that it collides with tries again
            foreach (var shard in _shards)
            {
                if (!shard.Gate.TryEnter())
                    return false;
                try
                {
                    Cut(shard, invalidation.Overlap);
                }
                finally
                {
                    shard.Gate.Exit();
                }
            }

            return true;
        }
        finally
        {
            _device.Exit();
        }
    }

    private void Put(ulong page, ulong frame)
    {
        var shard = ShardOf(page);
        lock (shard.Gate)
            shard.Map[page] = frame;
    }

    private static void Cut(Shard shard, AddressRange range)
    {
        foreach (var page in shard.Map.Keys.Where(page => range.Contains(page)).ToArray())
            shard.Map.Remove(page);
    }

    private Shard ShardOf(ulong page) => _shards[(page >> 12) & 3];
}
