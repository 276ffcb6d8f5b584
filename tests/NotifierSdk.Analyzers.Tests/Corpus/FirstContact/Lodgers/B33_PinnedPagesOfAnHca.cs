// Breaks: NSDK2016
// Bug: after a collision the fault starts over without unpinning the page that it has pinned.
using System;
using System.Collections.Generic;
using System.Threading;
using NotifierSdk;

public interface IPinner
{
    ulong Pin(ulong address);

    void Unpin(ulong frame);
}

/// <summary>Registration cache of a host channel adapter.</summary>
public sealed class HcaRegistration : IntervalNotifier, IDisposable
{
    private const ulong PageSize = 4096;

    private readonly object _mutex = new();
    private readonly Dictionary<ulong, ulong> _pinned = new();
    private readonly IPinner _pinner;

    public HcaRegistration(AddressSpace process, AddressRange buffer, IPinner pinner)
    {
        _pinner = pinner;
        process.Insert(this, buffer);
    }

    public bool Register(ulong address, CancellationToken cancellation)
    {
        var number = address / PageSize;
        var page = AddressRange.FromLength(number * PageSize, PageSize);
        for (var attempt = 0; attempt < 32; attempt++)
        {
            var token = ReadBegin(page, cancellation);
            var frame = _pinner.Pin(page.Start);
            ulong former;
            lock (_mutex)
            {
                if (ReadRetry(token))
                    continue;
                _pinned.TryGetValue(number, out former);
                _pinned[number] = frame;
            }

            if (former != 0)
                _pinner.Unpin(former); // another thread was faster; ours replaced it
            return true;
        }

        return false;
    }

    public bool Post(ulong address, Action<ulong> send)
    {
        lock (_mutex)
        {
            if (!_pinned.TryGetValue(address / PageSize, out var frame))
                return false;
            send(frame);
            return true;
        }
    }

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (invalidation.IsBlockable)
            Monitor.Enter(_mutex);
        else if (!Monitor.TryEnter(_mutex))
            return false;
        try
        {
            SetSeq(invalidation.Sequence);
            foreach (var number in invalidation.Overlap.Pages(PageSize))
            {
                if (_pinned.Remove(number, out var frame))
                    _pinner.Unpin(frame);
            }

            return true;
        }
        finally
        {
            Monitor.Exit(_mutex);
        }
    }

    protected override void WaitForCommits()
    {
        lock (_mutex)
        {
        }
    }

    public void Dispose() => TryRemove();
}
