// Breaks: NSDK4008
// Bug: the commit holds the semaphore and asks a property that waits for the same semaphore.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;

public sealed class Balloon : IntervalNotifier, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HashSet<ulong> _inflated = [];
    private readonly Func<ulong, bool> _isFree;
    private readonly Action<string> _log;

    public Balloon(int target, Func<ulong, bool> isFree, Action<string> log)
    {
        Target = target;
        _isFree = isFree;
        _log = log;
    }

    public int Target { get; }

    public int Inflated
    {
        get
        {
            _gate.Wait();
            try
            {
                return _inflated.Count;
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private bool IsFull => Inflated >= Target;

    public FaultStatus Inflate(AddressRange page, CancellationToken stop)
    {
        for (var i = 0; i < 6; i++)
        {
            var token = ReadBegin(page, stop);
            if (!_isFree(page.Start))
                return FaultStatus.Unavailable;
            _gate.Wait(stop);
            try
            {
                if (ReadRetry(token))
                    continue;
                if (IsFull)
                    return FaultStatus.Unavailable;
                _inflated.Add(page.Start);
                return FaultStatus.Completed;
            }
            finally
            {
                _gate.Release();
            }
        }

        _log($"{page} does not stand still");
        return FaultStatus.Collided;
    }

    public void Dispose()
    {
        TryRemove();
        _gate.Dispose();
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_gate.Wait(invalidation.IsBlockable ? -1 : 0))
            return false;
        SetSeq(invalidation.Sequence);
        var overlap = invalidation.Overlap;
        var popped = _inflated.RemoveWhere(overlap.Contains);
        _gate.Release();
        if (popped > 0)
            _log($"{popped} pages of {overlap} taken back");
        return true;
    }

    protected override void WaitForCommits()
    {
        _gate.Wait();
        _gate.Release();
    }
}
