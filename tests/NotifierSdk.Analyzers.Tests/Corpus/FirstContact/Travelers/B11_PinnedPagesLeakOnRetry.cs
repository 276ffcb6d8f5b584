// Breaks: NSDK2016
// Bug: After a collision the loop starts over without unpinning what it has pinned, so each collision leaks a pin.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public interface IPagePinner
{
    long Pin(AddressRange page);

    void Unpin(long handle);
}

/// <summary>Zero-copy transmit ring that keeps user pages pinned.</summary>
public sealed class ZeroCopyRing : IntervalNotifier, IDisposable
{
    private readonly DriverLock _ringLock = new("tx ring");
    private readonly IPagePinner _pinner;
    [GuardedBy(nameof(_ringLock))] private readonly Dictionary<ulong, long> _handles = new();

    public ZeroCopyRing(IPagePinner pinner) => _pinner = pinner;

    public bool Prepare(AddressRange page, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(page, cancellation);
            var handle = _pinner.Pin(page);
            using (_ringLock.EnterScope())
            {
                if (ReadRetry(token))
                    continue;
                if (_handles.Remove(page.Start, out var former))
                    _pinner.Unpin(former);
                _handles.Add(page.Start, handle);
                return true;
            }
        }

        return false;
    }

    public bool Transmit(ulong address, Action<long> send)
    {
        using (_ringLock.EnterScope())
        {
            if (!_handles.TryGetValue(address, out var handle))
                return false;
            send(handle);
            return true;
        }
    }

    public void Dispose() => TryRemove();

    protected override bool OnInvalidate(in Invalidation invalidation)
    {
        if (!_ringLock.TryEnter(in invalidation, out var scope))
            return false;
        using (scope)
        {
            SetSeq(invalidation.Sequence);
            var range = invalidation.Overlap.AlignOutward(4096);
            foreach (var (page, handle) in _handles.Where(entry => range.Contains(entry.Key)).ToArray())
            {
                _handles.Remove(page);
                _pinner.Unpin(handle);
            }
        }

        return true;
    }

    protected override void WaitForCommits()
    {
        using (_ringLock.EnterScope())
        {
        }
    }
}
