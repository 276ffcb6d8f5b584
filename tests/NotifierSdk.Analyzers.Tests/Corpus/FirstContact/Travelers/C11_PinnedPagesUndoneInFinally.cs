// Correct: What was pinned is undone in a finally that asks whether the handle was handed over; one place covers the collision, the exception, and the cancellation.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NotifierSdk;


public interface IPinService
{
    long Pin(AddressRange page);

    void Unpin(long handle);
}

public sealed class PinnedRing : IntervalNotifier, IDisposable
{
    private const long None = -1;

    private readonly DriverLock _ringLock = new("pinned ring");
    private readonly IPinService _pinner;
    [GuardedBy(nameof(_ringLock))] private readonly Dictionary<ulong, long> _handles = new();

    public PinnedRing(IPinService pinner) => _pinner = pinner;

    public bool Prepare(AddressRange page, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var token = ReadBegin(page, cancellation);
            var handle = _pinner.Pin(page);
            try
            {
                using (_ringLock.EnterScope())
                {
                    if (ReadRetry(token))
                        continue;
                    if (!_handles.TryAdd(page.Start, handle))
                        return true; // another fault was faster: its pin stays, ours goes below
                    handle = None;   // the table has it now
                    return true;
                }
            }
            finally
            {
                if (handle != None)
                    _pinner.Unpin(handle);
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
