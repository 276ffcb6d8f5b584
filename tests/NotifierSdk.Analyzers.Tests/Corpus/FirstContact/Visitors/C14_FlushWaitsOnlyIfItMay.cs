// Correct: the callback waits for the queue only after a helper has asked whether the invalidation is blockable, and refuses otherwise.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class KernelQueue
{
    private readonly ManualResetEventSlim _drained = new(true);

    public bool IsDrained => _drained.IsSet;

    public void Submit() => _drained.Reset();

    public void Complete() => _drained.Set();

    public void WaitDrained() => _drained.Wait();
}

public sealed class ComputeBuffers(KernelQueue queue, Func<ulong, ulong> resolve) : IntervalNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, ulong> _table = [];

    public bool Bind(AddressRange page, CancellationToken stop)
    {
        for (var i = 0; i < 20; i++)
        {
            var token = ReadBegin(page, stop);
            var frame = resolve(page.Start);
            lock (_lock)
            {
                if (!ReadRetry(token))
                {
                    _table[page.Start] = frame;
                    return true;
                }
            }
        }

        return false;
    }

    public void Launch(ulong page, Action<ulong> kernel)
    {
        lock (_lock)
        {
            if (!_table.TryGetValue(page, out var frame))
                return;
            queue.Submit();
            kernel(frame);
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            _lock.Enter();
        else if (!_lock.TryEnter())
            return false;

        try
        {
            if (!TryDrain(in invalidation))
                return false;
            SetSeq(invalidation.Sequence);
            var overlap = invalidation.Overlap;
            foreach (var page in _table.Keys.Where(page => overlap.Contains(page)).ToArray())
                _table.Remove(page);
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }

    private bool TryDrain(in Invalidation invalidation)
    {
        if (queue.IsDrained)
            return true;
        if (!invalidation.IsBlockable)
            return false;
        queue.WaitDrained();
        return true;
    }
}
