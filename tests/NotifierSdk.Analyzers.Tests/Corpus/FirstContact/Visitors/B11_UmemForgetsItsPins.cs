// Breaks: NSDK2016
// Bug: after a collision the pages that this attempt has pinned stay pinned, and the next attempt pins them again.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public interface IPinner
{
    ulong Pin(ulong page);

    void Unpin(ulong frame);
}

public sealed class Umem : IntervalNotifier, IDisposable
{
    private readonly IPinner _pinner;
    private readonly object _lock = new object();
    private readonly Dictionary<ulong, ulong> _frames = new Dictionary<ulong, ulong>();
    private int _collisions;

    public Umem(IPinner pinner)
    {
        _pinner = pinner;
    }

    public int Collisions => Volatile.Read(ref _collisions);

    public bool MapPage(AddressRange page, out ulong frame)
    {
        for (int attempt = 0; attempt < 16; attempt++)
        {
            ReadToken token = ReadBegin(page);
            frame = _pinner.Pin(page.Start);

            lock (_lock)
            {
                if (_frames.TryGetValue(page.Start, out ulong present))
                {
                    _pinner.Unpin(frame);
                    frame = present;
                    return true;
                }

                if (!ReadRetry(token))
                {
                    _frames.Add(page.Start, frame);
                    return true;
                }
            }

            Interlocked.Increment(ref _collisions);
            Thread.Sleep(Math.Min(attempt, 5));
        }

        frame = 0;
        return false;
    }

    public void Dispose()
    {
        TryRemove();
        lock (_lock)
        {
            foreach (ulong frame in _frames.Values)
                _pinner.Unpin(frame);
            _frames.Clear();
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        bool taken = false;
        try
        {
            if (invalidation.IsBlockable)
                Monitor.Enter(_lock, ref taken);
            else
                Monitor.TryEnter(_lock, ref taken);
            if (!taken)
                return false;

            SetSeq(invalidation.Sequence);
            AddressRange gone = invalidation.Overlap;
            foreach (ulong page in _frames.Keys.Where(page => gone.Contains(page)).ToArray())
            {
                _pinner.Unpin(_frames[page]);
                _frames.Remove(page);
            }

            return true;
        }
        finally
        {
            if (taken)
                Monitor.Exit(_lock);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_lock)
        {
        }
    }
}
