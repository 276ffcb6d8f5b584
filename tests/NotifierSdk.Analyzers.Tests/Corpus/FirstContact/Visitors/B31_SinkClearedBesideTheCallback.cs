// Breaks: NSDK5009
// Bug: Unhook sets the sink to null without the lock, while a callback that is running may be about to use it.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class WatchpointEngine : IntervalNotifier, IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SortedSet<ulong> _armed = [];
    private readonly Func<ulong, bool> _arm;
    private Action<ulong> _sink;

    public WatchpointEngine(Func<ulong, bool> arm, Action<ulong> sink)
    {
        _arm = arm;
        _sink = sink;
    }

    public bool Watch(ulong address, CancellationToken stop)
    {
        var word = AddressRange.FromLength(address & ~7ul, 8);
        for (var tries = 0; tries < 50; tries++)
        {
            var token = ReadBegin(word, stop);
            if (!_arm(word.Start))
                return false;
            _lock.EnterWriteLock();
            try
            {
                if (ReadRetry(token))
                    continue;
                _armed.Add(word.Start);
                return true;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }

        return false;
    }

    public ulong[] Armed()
    {
        _lock.EnterReadLock();
        try
        {
            return [.. _armed];
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Unhook() => _sink = null!;

    public void Dispose()
    {
        TryRemove();
        _lock.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_lock.TryEnterWriteLock(invalidation.IsBlockable ? Timeout.Infinite : 0))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            Disarm(invalidation.Overlap);
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        _lock.EnterWriteLock();
        _lock.ExitWriteLock();
    }

    private void Disarm(AddressRange range)
    {
        foreach (var word in _armed.GetViewBetween(range.Start, range.Last).ToArray())
        {
            _armed.Remove(word);
            _sink(word);
        }
    }
}
